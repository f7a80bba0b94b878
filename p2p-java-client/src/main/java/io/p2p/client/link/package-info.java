/**
 * Links: what two peers have on a connection of WebRTC.
 */
@NullMarked
package io.p2p.client.link;

import org.jspecify.annotations.NullMarked;
