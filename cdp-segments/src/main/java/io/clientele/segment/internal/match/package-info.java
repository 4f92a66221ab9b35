/** For maintainers: predicates on single events. */
@NullMarked
package io.clientele.segment.internal.match;

import org.jspecify.annotations.NullMarked;
