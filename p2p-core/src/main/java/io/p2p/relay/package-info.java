/**
 * The path of an event through the server.
 */
@NullMarked
package io.p2p.relay;

import org.jspecify.annotations.NullMarked;
