/** Tests of the bytes of records. Read them when you change what is kept on disk. */
@NullMarked
package io.clientele.internal.codec;

import org.jspecify.annotations.NullMarked;
