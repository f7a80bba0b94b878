/**
 * Sessions of library peers, which outlive connections: events are counted, kept until
 * they are confirmed, and sent again on the next connection.
 */
@NullMarked
package io.p2p.socketio.session;

import org.jspecify.annotations.NullMarked;
