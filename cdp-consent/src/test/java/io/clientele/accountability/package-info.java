/** Tests of the record of processing. */
@NullMarked
package io.clientele.accountability;

import org.jspecify.annotations.NullMarked;
