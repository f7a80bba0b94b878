/**
 * WebRTC by {@code dev.onvoid.webrtc:webrtc-java}, where an application has it.
 */
@NullMarked
package io.p2p.client.webrtc;

import org.jspecify.annotations.NullMarked;
