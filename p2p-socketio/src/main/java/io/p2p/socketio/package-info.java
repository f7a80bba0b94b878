/**
 * The Socket.IO server: the only rooms that know of netty-socketio and Netty.
 */
@NullMarked
package io.p2p.socketio;

import org.jspecify.annotations.NullMarked;
