/**
 * The front door: {@link io.clientele.Cdp} and what is needed to open one.
 *
 * <p>Read this first if you embed Clientele in a shop.
 */
@NullMarked
package io.clientele;

import org.jspecify.annotations.NullMarked;
