/**
 * WebRTC as a client uses it, whatever brings it.
 */
@NullMarked
package io.p2p.client.rtc;

import org.jspecify.annotations.NullMarked;
