/**
 * What databases have in common and where they differ: connections, sessions, dialects.
 *
 * <p>Read this when you add a database. Nothing here knows what the tables mean.
 */
@NullMarked
package io.clientele.internal.sql;

import org.jspecify.annotations.NullMarked;
