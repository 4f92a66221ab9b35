/** Tests of where master keys come from. */
@NullMarked
package io.clientele.keys;

import org.jspecify.annotations.NullMarked;
