/**
 * Peers, their ids and identities, and the events between them.
 */
@NullMarked
package io.p2p.peer;

import org.jspecify.annotations.NullMarked;
