/** For every embedder: which identifiers belong to one person, and why. */
@NullMarked
package io.clientele.identity;

import org.jspecify.annotations.NullMarked;
