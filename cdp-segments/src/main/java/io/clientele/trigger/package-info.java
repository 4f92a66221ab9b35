/** For every embedder: acting when somebody enters or leaves a segment. */
@NullMarked
package io.clientele.trigger;

import org.jspecify.annotations.NullMarked;
