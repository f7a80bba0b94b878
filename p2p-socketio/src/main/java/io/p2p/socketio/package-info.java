/**
 * Socket.IO v5: packets, namespaces and acknowledgements.
 */
@NullMarked
package io.p2p.socketio;

import org.jspecify.annotations.NullMarked;
