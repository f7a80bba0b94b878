/**
 * Socket.IO: packets, namespaces and the peers in them.
 */
@NullMarked
package io.p2p.socketio;

import org.jspecify.annotations.NullMarked;
