/**
 * The values every part of Clientele speaks in: events, identifiers, traits, purposes, consent acts and profiles.
 *
 * <p>Read this if you call Clientele from a shop's code or write a module for it. Everything here is immutable and safe
 * to share between threads.
 */
@NullMarked
package io.clientele.model;

import org.jspecify.annotations.NullMarked;
