/**
 * The way of an event: admission, the pen, planning and hand-over.
 *
 * <p>Read this when you work on what happens inside one call. Not exported.
 */
@NullMarked
package io.clientele.internal.pipeline;

import org.jspecify.annotations.NullMarked;
