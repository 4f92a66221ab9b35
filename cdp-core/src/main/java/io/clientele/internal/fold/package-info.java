/**
 * State as a fold of history: who is one person, what is known about each, what each permits.
 *
 * <p>Read this first when you work on the core. No store, clock or thread in here. Not exported.
 */
@NullMarked
package io.clientele.internal.fold;

import org.jspecify.annotations.NullMarked;
