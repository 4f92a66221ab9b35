/** Tests of the commerce vocabulary. */
@NullMarked
package io.clientele.commerce;

import org.jspecify.annotations.NullMarked;
