/**
 * The one pen of a store: who waits, who leads, for how long, and how far the journal is safe.
 *
 * <p>Read this when you work on threads, deadlines or durability. It knows nothing of what is written.
 */
@NullMarked
package io.clientele.internal.pen;

import org.jspecify.annotations.NullMarked;
