/** For those who work on the programs: tables of comma-separated values, and what their columns mean. */
@NullMarked
package io.clientele.benchmarks.table;

import org.jspecify.annotations.NullMarked;
