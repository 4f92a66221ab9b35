/** For every embedder: recording what a person allowed, and asking what is allowed. */
@NullMarked
package io.clientele.consent;

import org.jspecify.annotations.NullMarked;
