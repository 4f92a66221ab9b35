/** Tests of who of the shop's people may see what. */
@NullMarked
package io.clientele.access;

import org.jspecify.annotations.NullMarked;
