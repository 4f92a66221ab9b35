/** For every embedder: opening, writing to and reading from the platform. */
@NullMarked
package io.clientele;

import org.jspecify.annotations.NullMarked;
