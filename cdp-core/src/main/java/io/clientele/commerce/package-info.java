/**
 * What happens in an online shop: the 28 standard e-commerce events as typed drafts.
 *
 * <p>Read this if you send a shop's events: start at {@link io.clientele.commerce.Commerce}. A factory takes the
 * properties its event cannot do without; a draft that still lacks one says so when it is handed in. Readers ask for no
 * property: events of other senders, and of older versions, are taken as they are.
 */
@NullMarked
package io.clientele.commerce;

import org.jspecify.annotations.NullMarked;
