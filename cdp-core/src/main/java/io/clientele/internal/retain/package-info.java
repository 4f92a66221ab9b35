/** What is left of events whose period is over, and how history is read with it. For those who work on the core. */
@NullMarked
package io.clientele.internal.retain;

import org.jspecify.annotations.NullMarked;
