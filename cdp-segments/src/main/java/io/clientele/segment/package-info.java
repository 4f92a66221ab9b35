/** For every embedder: defining segments and asking who is in them. */
@NullMarked
package io.clientele.segment;

import org.jspecify.annotations.NullMarked;
