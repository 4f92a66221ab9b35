/** For whoever runs {@link io.clientele.benchmarks.EraseRun}: the people it erases, and the search for what is left of them. */
@NullMarked
package io.clientele.benchmarks.erase;

import org.jspecify.annotations.NullMarked;
