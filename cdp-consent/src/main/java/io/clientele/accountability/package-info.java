/**
 * For whoever answers a supervisory authority: what the shop does with personal data, written from the running configuration (GDPR
 * Art. 30), and a check that people are told of what is new. Start at {@link io.clientele.accountability.AccountabilityModule}.
 */
@NullMarked
package io.clientele.accountability;

import org.jspecify.annotations.NullMarked;
