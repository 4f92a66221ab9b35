/**
 * How modules plug into the pipeline: consent gate, identity resolver, profile evaluator, destinations.
 *
 * <p>Read this if you write a module; a shop that only embeds Clientele never needs it. Unless a type says otherwise, its
 * methods run under the pipeline's one pen: never at the same time, never reading a clock, store or thread.
 */
@NullMarked
package io.clientele.spi;

import org.jspecify.annotations.NullMarked;
