/**
 * Engine.IO on Netty's channels, for a server on a port of its own.
 */
@NullMarked
package io.p2p.engineio.http;

import org.jspecify.annotations.NullMarked;
