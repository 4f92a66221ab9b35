/** For hosts' own tests: a clock that only moves when told, and fixtures. */
@NullMarked
package io.clientele.testkit;

import org.jspecify.annotations.NullMarked;
