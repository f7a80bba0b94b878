/**
 * What peers ask for and the errors that they are told, as docs/protocol.md has them on
 * the wire.
 */
@NullMarked
package io.p2p.socketio.peer.wire;

import org.jspecify.annotations.NullMarked;
