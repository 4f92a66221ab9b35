/** Tests of the schema vocabulary. */
@NullMarked
package io.clientele.schema;

import org.jspecify.annotations.NullMarked;
