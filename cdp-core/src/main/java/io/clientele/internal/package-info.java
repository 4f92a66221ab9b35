/**
 * What the rooms of the core share.
 *
 * <p>Not exported.
 */
@NullMarked
package io.clientele.internal;

import org.jspecify.annotations.NullMarked;
