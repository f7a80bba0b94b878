/**
 * The server, with netty-socketio's API: the only package that knows it.
 */
@NullMarked
package io.p2p.socketio.netty;

import org.jspecify.annotations.NullMarked;
