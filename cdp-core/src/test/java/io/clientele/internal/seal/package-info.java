/** Tests of sealing and blind indexes. */
@NullMarked
package io.clientele.internal.seal;

import org.jspecify.annotations.NullMarked;
