/** For maintainers: mapping definitions, what sends the requests they make, and what answers mean. */
@NullMarked
package io.clientele.destination.internal;

import org.jspecify.annotations.NullMarked;
