/**
 * Counts events on their way, and keeps those that have not been confirmed.
 */
@NullMarked
package io.p2p.socketio.replay;

import org.jspecify.annotations.NullMarked;
