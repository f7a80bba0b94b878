/**
 * Engine.IO v4, and v3 if allowed: sessions over long polling and WebSockets, which carry
 * messages without looking into them.
 */
@NullMarked
package io.p2p.engineio;

import org.jspecify.annotations.NullMarked;
