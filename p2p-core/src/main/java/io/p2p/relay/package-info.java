/**
 * Relays events from their senders, past handlers, to the other peers of a room.
 */
@NullMarked
package io.p2p.relay;

import org.jspecify.annotations.NullMarked;
