/** For whoever answers a person's requests about their data (GDPR Art. 15 to 21). */
@NullMarked
package io.clientele.rights;

import org.jspecify.annotations.NullMarked;
