/**
 * Who clients are, as the application says.
 */
@NullMarked
package io.p2p.socketio.auth;

import org.jspecify.annotations.NullMarked;
