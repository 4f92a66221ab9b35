/**
 * Index entries in heap on their way to their tables, in the order of their keys.
 *
 * <p>Read this when you work on how indexes are written behind.
 */
@NullMarked
package io.clientele.internal.index;

import org.jspecify.annotations.NullMarked;
