/** For the authors of this module: what its packages share. */
@NullMarked
package io.clientele.consent.internal;

import org.jspecify.annotations.NullMarked;
