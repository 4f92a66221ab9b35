/**
 * What may be kept of an event or of a person's traits, and what for (GDPR Art. 5(1)(b) and (c), Art. 9).
 *
 * <p>Read this if you send events of your own or add fields to the standard ones: start at {@link io.clientele.schema.Schema}.
 * {@code docs/consent.md} says what happens to a field that nobody declared.
 */
@NullMarked
package io.clientele.schema;

import org.jspecify.annotations.NullMarked;
