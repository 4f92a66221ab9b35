/** For whoever doubts: what the design promises about several modules at once, proved against slow and obvious code. */
@NullMarked
package io.clientele.proof;

import org.jspecify.annotations.NullMarked;
