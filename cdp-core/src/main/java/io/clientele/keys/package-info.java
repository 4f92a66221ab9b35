/**
 * Where master keys come from.
 *
 * <p>Read this when you decide how a shop keeps its keys, and {@code io.clientele.Keys} when you rotate them.
 */
@NullMarked
package io.clientele.keys;

import org.jspecify.annotations.NullMarked;
