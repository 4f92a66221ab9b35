/** For maintainers: the rules that every module's tests apply to its own classes and sources. */
@NullMarked
package io.clientele.rules;

import org.jspecify.annotations.NullMarked;
