/**
 * The keys apart from the data: wrapped, sealed, at hand for a time, rotated and destroyed.
 *
 * <p>Read this when you work on how keys are kept. It knows the tables it keeps and the provider, not what keys seal.
 */
@NullMarked
package io.clientele.internal.keystore;

import org.jspecify.annotations.NullMarked;
