/**
 * Engine.IO: sessions of clients over long polling and WebSockets, whatever they say to
 * each other in them.
 */
@NullMarked
package io.p2p.engineio;

import org.jspecify.annotations.NullMarked;
