/** What every store must do, and how ours is driven to its edges. */
@NullMarked
package io.clientele.internal.store;

import org.jspecify.annotations.NullMarked;
