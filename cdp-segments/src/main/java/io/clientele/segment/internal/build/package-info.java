/** For maintainers: how segments become true of history while others write. */
@NullMarked
package io.clientele.segment.internal.build;

import org.jspecify.annotations.NullMarked;
