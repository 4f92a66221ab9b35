/** For maintainers: the seam between segments and triggers. */
@NullMarked
package io.clientele.segment.internal.subscription;

import org.jspecify.annotations.NullMarked;
