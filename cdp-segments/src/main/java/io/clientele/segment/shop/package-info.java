/** For every embedder: conditions and traits that most shops want, made of the standard commerce events. */
@NullMarked
package io.clientele.segment.shop;

import org.jspecify.annotations.NullMarked;
