/** That the audit log is the tree of RFC 6962, proves what it says, and costs what it may. */
@NullMarked
package io.clientele.internal.audit;

import org.jspecify.annotations.NullMarked;
