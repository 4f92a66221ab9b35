/**
 * Sealing of records and keyed hashes of what they are looked up by.
 *
 * <p>Read this when you work on what must never be in the clear. It knows neither store nor meaning of what it seals.
 */
@NullMarked
package io.clientele.internal.seal;

import org.jspecify.annotations.NullMarked;
