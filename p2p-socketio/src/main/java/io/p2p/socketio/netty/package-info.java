/**
 * The server, with netty-socketio's API: the only package that uses netty-socketio.
 */
@NullMarked
package io.p2p.socketio.netty;

import org.jspecify.annotations.NullMarked;
