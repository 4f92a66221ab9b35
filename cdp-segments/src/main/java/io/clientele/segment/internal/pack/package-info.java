/** For maintainers: values and sets as compact bytes, and back. */
@NullMarked
package io.clientele.segment.internal.pack;

import org.jspecify.annotations.NullMarked;
