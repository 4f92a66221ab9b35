/**
 * For every embedder: recording what a person allowed, and asking what is allowed.
 *
 * <p>A shop gives {@link io.clientele.consent.ConsentModule#optIn()} to the platform's builder and calls
 * {@link io.clientele.consent.Consents} wherever a person makes a choice.
 */
@NullMarked
package io.clientele.consent;

import org.jspecify.annotations.NullMarked;
