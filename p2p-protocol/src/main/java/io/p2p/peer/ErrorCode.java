package io.p2p.peer;

/**
 * The codes with which requests of peers are refused, or peers are removed from rooms.
 * The wire names are those of {@code docs/protocol.md}.
 *
 * @since 0.1.0
 */
public enum ErrorCode {

	/** The arguments do not have the shape that the protocol gives them. */
	BAD_REQUEST("bad-request"),

	/** The sender is not in that room. */
	NOT_A_MEMBER("not-a-member"),

	/** The target is not in that room, has gone, or cannot link with the sender. */
	UNKNOWN_PEER("unknown-peer"),

	/** The server does not let this peer into that room. */
	ROOM_REFUSED("room-refused"),

	/** The room has as many peers as the server lets into it. */
	ROOM_FULL("room-full"),

	/** The server has taken this peer out of the room. */
	REMOVED("removed"),

	/** The server has taken this peer out of the room, and lets it into another. */
	MOVED("moved"),

	/** The server has closed the room. */
	ROOM_CLOSED("room-closed"),

	/** More bytes, links or rooms than the server takes. */
	TOO_LARGE("too-large"),

	/** The event has not reached some of its receivers, and will not. */
	MISSED("missed"),

	/** The request names another peer as its sender. */
	SPOOFED_SENDER("spoofed-sender"),

	/** The sender may not do this. */
	FORBIDDEN("forbidden"),

	/** A handler of the application refused the event. */
	HANDLER_FAILED("handler-failed"),

	/** The event asks for an answer, and nothing on the server gives one. */
	NO_HANDLER("no-handler"),

	/** The server has no thread for a handler at the moment. */
	BUSY("busy"),

	/** This peer sends more than {@code p2p.limits} lets it; it is soon disconnected. */
	RATE_LIMITED("rate-limited"),

	/** The client is not authenticated, or the server does not accept its credentials. */
	UNAUTHORIZED("unauthorized"),

	/** The token or login by which the client was authenticated has ended. */
	TOKEN_EXPIRED("token-expired");

	private final String wireName;

	ErrorCode(String wireName) {
		this.wireName = wireName;
	}

	/**
	 * The name in {@code code} of the error object.
	 * @return the wire name
	 */
	public String wireName() {
		return this.wireName;
	}

}
