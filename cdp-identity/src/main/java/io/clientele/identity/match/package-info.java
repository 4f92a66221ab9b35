/**
 * For embedders who have records without a common identifier: which of them are likely of one person, how likely, and why.
 *
 * <p>{@link io.clientele.identity.match.MatchModel#learn} learns from the records themselves, without labels;
 * {@link io.clientele.identity.match.MatchEngine} groups records as they come and go.
 */
@NullMarked
package io.clientele.identity.match;

import org.jspecify.annotations.NullMarked;
