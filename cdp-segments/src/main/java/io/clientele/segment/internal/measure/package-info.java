/** For maintainers: what is computed over events, step by step and exactly. */
@NullMarked
package io.clientele.segment.internal.measure;

import org.jspecify.annotations.NullMarked;
