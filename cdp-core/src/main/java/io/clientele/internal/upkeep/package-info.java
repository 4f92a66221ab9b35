/**
 * What an operator does with a whole store: check it, bring history in.
 *
 * <p>Read this when you work on the operator's programs. Not exported.
 */
@NullMarked
package io.clientele.internal.upkeep;

import org.jspecify.annotations.NullMarked;
