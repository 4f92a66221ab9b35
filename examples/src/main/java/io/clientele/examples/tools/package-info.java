/** What an operator starts by hand: checks of a store and of its audit log, backup, restoration, bulk import. */
@NullMarked
package io.clientele.examples.tools;

import org.jspecify.annotations.NullMarked;
