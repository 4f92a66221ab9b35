/**
 * Where master keys come from.
 *
 * <p>Read this when you decide how a shop keeps its keys.
 */
@NullMarked
package io.clientele.keys;

import org.jspecify.annotations.NullMarked;
