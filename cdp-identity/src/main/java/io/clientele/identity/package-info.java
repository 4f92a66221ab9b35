/**
 * For every embedder: which identifiers belong to one person, and why.
 *
 * <p>A shop gives {@link io.clientele.identity.IdentityModule#standard()} to the platform's builder and needs no more.
 * {@link io.clientele.identity.IdentityEngine} is the same logic without storage, for those who run it elsewhere.
 */
@NullMarked
package io.clientele.identity;

import org.jspecify.annotations.NullMarked;
