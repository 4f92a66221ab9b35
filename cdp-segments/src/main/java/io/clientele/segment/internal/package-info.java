/** For maintainers: what the segment engine is made of. Knows no store, no clock and no thread. */
@NullMarked
package io.clientele.segment.internal;

import org.jspecify.annotations.NullMarked;
