/** That the operator's programs find what is wrong and keep what is right. */
@NullMarked
package io.clientele.examples.tools;

import org.jspecify.annotations.NullMarked;
