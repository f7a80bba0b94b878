/**
 * The ICE servers (STUN and TURN) that peers use to find a way to each other.
 */
@NullMarked
package io.p2p.ice;

import org.jspecify.annotations.NullMarked;
