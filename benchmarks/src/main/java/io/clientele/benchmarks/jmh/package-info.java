/** For maintainers: what single steps cost, measured by JMH. */
@NullMarked
package io.clientele.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
