/**
 * Authentication: asks the application who clients are.
 */
@NullMarked
package io.p2p.socketio.auth;

import org.jspecify.annotations.NullMarked;
