/** For maintainers: instants as numbers, and timers that keep them in order. */
@NullMarked
package io.clientele.segment.internal.timer;

import org.jspecify.annotations.NullMarked;
