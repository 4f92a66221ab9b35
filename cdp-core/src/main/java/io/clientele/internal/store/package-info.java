/**
 * Journal, indexes and keys on disk, never in the clear.
 *
 * <p>Read this when you work on storage. Nothing here knows what a row means.
 */
@NullMarked
package io.clientele.internal.store;

import org.jspecify.annotations.NullMarked;
