/** For those who work on this module: how records are normalised, compared, looked up, weighed and joined. */
@NullMarked
package io.clientele.identity.match.internal;

import org.jspecify.annotations.NullMarked;
