/**
 * Peers that outlive their connections: what they are sent and have sent is counted, kept
 * until it is confirmed, and sent again to the next connection.
 */
@NullMarked
package io.p2p.socketio.session;

import org.jspecify.annotations.NullMarked;
