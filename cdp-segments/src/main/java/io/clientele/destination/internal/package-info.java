/** For maintainers: mapping definitions, the engine that sends what they make, and what answers mean. */
@NullMarked
package io.clientele.destination.internal;

import org.jspecify.annotations.NullMarked;
