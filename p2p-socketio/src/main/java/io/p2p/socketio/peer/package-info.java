/**
 * Where clients become peers: what they send goes to rooms, signalling and relay.
 */
@NullMarked
package io.p2p.socketio.peer;

import org.jspecify.annotations.NullMarked;
