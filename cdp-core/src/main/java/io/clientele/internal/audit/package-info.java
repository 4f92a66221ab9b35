/**
 * The audit log: what was decided and done, as a Merkle tree (RFC 6962) whose heads are signed and handed outside. Entries
 * hold hashes alone, so that an erasure never alters the tree.
 *
 * <p>Read this when you work on what an auditor must be able to prove. Not exported.
 */
@NullMarked
package io.clientele.internal.audit;

import org.jspecify.annotations.NullMarked;
