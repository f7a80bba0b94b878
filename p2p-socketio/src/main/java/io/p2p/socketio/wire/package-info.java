/**
 * Engine.IO v4 and Socket.IO v5, from bytes to packets and back.
 */
@NullMarked
package io.p2p.socketio.wire;

import org.jspecify.annotations.NullMarked;
