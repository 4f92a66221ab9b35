/** For maintainers: which of the planned firings are due, and what each destination is offered. No store, clock or thread. */
@NullMarked
package io.clientele.internal.outbox;

import org.jspecify.annotations.NullMarked;
