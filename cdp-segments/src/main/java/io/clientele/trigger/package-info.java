/** For every embedder: acting when somebody enters a segment. */
@NullMarked
package io.clientele.trigger;

import org.jspecify.annotations.NullMarked;
