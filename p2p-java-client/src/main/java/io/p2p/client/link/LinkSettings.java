package io.p2p.client.link;

import io.p2p.client.loop.Loop;
import io.p2p.client.rtc.RtcEngine;

/**
 * How the links of a room are made.
 *
 * @param room the name of the room
 * @param loop its loop
 * @param engine what makes connections
 * @param relayOnly whether only TURN servers are used
 * @param connectTimeoutMs the time that a link has to open
 * @param iceTimeoutMs the time that a broken link has to recover
 * @param pingIntervalMs the time between two signs of life that a link is asked for
 * @since 0.1.0
 */
public record LinkSettings(String room, Loop loop, RtcEngine engine, boolean relayOnly, double connectTimeoutMs,
		double iceTimeoutMs, double pingIntervalMs) {

	/**
	 * Whether a connection that was made with other settings would be the same.
	 * @param other the other settings
	 * @return whether rooms with both may share one
	 */
	boolean fits(LinkSettings other) {
		return this.engine == other.engine && this.relayOnly == other.relayOnly;
	}

}
