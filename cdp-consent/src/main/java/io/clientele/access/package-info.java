/**
 * For whoever builds the pages on which the shop's own people look at data about customers: what each role may see, in the clear or
 * masked, and a record of every look. Start at {@link io.clientele.access.Access}.
 *
 * <p>These are walls for honest hosts and clear screens. Code in the same process can read what it likes; it is no boundary against it.
 */
@NullMarked
package io.clientele.access;

import org.jspecify.annotations.NullMarked;
