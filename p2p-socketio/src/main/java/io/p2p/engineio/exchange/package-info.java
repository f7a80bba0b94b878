/**
 * What the engine asks of whoever has taken a request or a WebSocket: Netty on a port of
 * its own, a web server, a test.
 */
@NullMarked
package io.p2p.engineio.exchange;

import org.jspecify.annotations.NullMarked;
