/** For maintainers: the shop on which segment engines are compared, and what is fed with it. */
@NullMarked
package io.clientele.benchmarks.shop;

import org.jspecify.annotations.NullMarked;
