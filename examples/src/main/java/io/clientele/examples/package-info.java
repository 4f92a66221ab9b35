/** For readers: programs that show the platform at work. */
@NullMarked
package io.clientele.examples;

import org.jspecify.annotations.NullMarked;
