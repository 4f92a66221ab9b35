/** For maintainers: programs that measure. */
@NullMarked
package io.clientele.benchmarks;

import org.jspecify.annotations.NullMarked;
