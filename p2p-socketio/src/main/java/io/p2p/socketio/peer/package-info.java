/**
 * Connects Socket.IO clients with rooms, signaling and relay: here clients become peers.
 */
@NullMarked
package io.p2p.socketio.peer;

import org.jspecify.annotations.NullMarked;
