/** For every embedder: sending people's data to other systems, with permission, and getting it out as files. */
@NullMarked
package io.clientele.destination;

import org.jspecify.annotations.NullMarked;
