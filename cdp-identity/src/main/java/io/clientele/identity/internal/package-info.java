/** For those who work on this module: the one form of each kind of identifier, and what the engine packs its records in. */
@NullMarked
package io.clientele.identity.internal;

import org.jspecify.annotations.NullMarked;
