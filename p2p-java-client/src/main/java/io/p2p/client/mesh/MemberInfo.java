package io.p2p.client.mesh;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.p2p.client.wire.Fields;

/**
 * Another member of the room, as the server tells of it.
 *
 * @param id its id
 * @param webrtc whether it can open links
 * @param plain whether it is a Socket.IO client without the library
 * @param lost whether it has lost its connection to the server
 * @param data what it says of itself
 * @param user what the server knows of it
 * @param deaf whether it has another key than this client, or one of the two has none
 * @since 0.1.0
 */
public record MemberInfo(String id, boolean webrtc, boolean plain, boolean lost, @Nullable JsonNode data,
		@Nullable JsonNode user, boolean deaf) {

	/**
	 * Read what the server tells.
	 * @param member an object with a {@code peerId}
	 * @return the member
	 */
	public static MemberInfo of(Fields member) {
		JsonNode data = member.node("data");
		// whoever has the key has found that out
		boolean sealed = member.has("deaf") ? member.flag("deaf") : data != null && data.has("_p2p");
		return new MemberInfo(member.text("peerId", ""), member.flag("webrtc"), member.flag("plain"),
				member.flag("lost"), sealed ? null : data, member.node("user"), sealed);
	}

	/**
	 * It has other data now.
	 * @param other the data
	 * @return the member
	 */
	public MemberInfo data(@Nullable JsonNode other) {
		return new MemberInfo(this.id, this.webrtc, this.plain, this.lost, other, this.user, this.deaf);
	}

	/**
	 * It has lost its connection, or is back.
	 * @param now whether it is lost
	 * @return the member
	 */
	public MemberInfo lost(boolean now) {
		return new MemberInfo(this.id, this.webrtc, this.plain, now, this.data, this.user, this.deaf);
	}

}
