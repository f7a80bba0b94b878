/**
 * Socket.IO over a WebSocket of Engine.IO: connections to one server, made anew when they
 * break.
 */
@NullMarked
package io.p2p.client.transport;

import org.jspecify.annotations.NullMarked;
