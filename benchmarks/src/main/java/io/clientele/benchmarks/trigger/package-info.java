/** For those who work on the programs: what handing over and planning could cost at least, and do cost. */
@NullMarked
package io.clientele.benchmarks.trigger;

import org.jspecify.annotations.NullMarked;
