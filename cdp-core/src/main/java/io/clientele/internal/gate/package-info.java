/**
 * The proof that something may be used.
 *
 * <p>Read this when you work on consent. Not exported, which is what makes the proof one.
 */
@NullMarked
package io.clientele.internal.gate;

import org.jspecify.annotations.NullMarked;
