/**
 * The bytes of records before they are sealed.
 *
 * <p>Read this when you change what is kept on disk. Not exported.
 */
@NullMarked
package io.clientele.internal.codec;

import org.jspecify.annotations.NullMarked;
