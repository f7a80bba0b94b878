/**
 * What the engine asks of the HTTP server that has received a request or a WebSocket:
 * Netty on a port of its own, another web server, or a test.
 */
@NullMarked
package io.p2p.engineio.exchange;

import org.jspecify.annotations.NullMarked;
