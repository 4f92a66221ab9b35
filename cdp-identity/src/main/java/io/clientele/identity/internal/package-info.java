/** For those who work on this module: the one form of each kind of identifier. */
@NullMarked
package io.clientele.identity.internal;

import org.jspecify.annotations.NullMarked;
