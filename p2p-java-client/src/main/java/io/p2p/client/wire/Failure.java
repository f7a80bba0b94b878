package io.p2p.client.wire;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as far as it is known.
 *
 * @param code what, for programs: a code of {@code docs/protocol.md} or
 * {@code docs/browser.md}
 * @param message what, for developers
 * @param event the event that was concerned
 * @param peerId the peer that was concerned
 * @param peerIds the peers that were concerned, where there can be several; empty for
 * none in particular
 * @param to the room that the server has moved this client to
 * @param missed how many events were concerned, where there can be several
 * @param cause what has caused it
 * @since 0.1.0
 */
public record Failure(String code, String message, @Nullable String event, @Nullable String peerId,
		List<String> peerIds, @Nullable String to, int missed, @Nullable Throwable cause) {

	/**
	 * Say what went wrong.
	 * @param code what, for programs
	 * @param message what, for developers
	 * @return the failure
	 */
	public static Failure of(String code, String message) {
		return new Failure(code, message, null, null, List.of(), null, 0, null);
	}

	/**
	 * Read an error of the protocol.
	 * @param error the object
	 * @return the failure
	 */
	public static Failure of(Fields error) {
		return new Failure(error.text("code", ""), error.text("message", ""), error.text("event"), error.text("peerId"),
				error.texts("peerIds"), error.text("to"), 0, null);
	}

	/**
	 * Read the arguments of an acknowledgement, which may be an error.
	 * @param json a JSON array
	 * @return the failure; {@code null} if it is an answer
	 */
	public static @Nullable Failure refusal(byte[] json) {
		Fields first = Fields.of(Json.read(json).get(0));
		return (first.text("code") != null && first.text("message") != null) ? of(first) : null;
	}

	/**
	 * Say which event was concerned.
	 * @param event the name, {@code null} for an answer
	 * @return the failure
	 */
	public Failure event(@Nullable String event) {
		return new Failure(this.code, this.message, event, this.peerId, this.peerIds, this.to, this.missed, this.cause);
	}

	/**
	 * Say which peer was concerned.
	 * @param peer the id of the peer
	 * @return the failure
	 */
	public Failure peer(@Nullable String peer) {
		return new Failure(this.code, this.message, this.event, peer, this.peerIds, this.to, this.missed, this.cause);
	}

	/**
	 * Say which peers were concerned.
	 * @param peers their ids
	 * @return the failure
	 */
	public Failure peers(List<String> peers) {
		return new Failure(this.code, this.message, this.event, this.peerId, peers, this.to, this.missed, this.cause);
	}

	/**
	 * Say how many events were concerned.
	 * @param count how many
	 * @return the failure
	 */
	public Failure missed(int count) {
		return new Failure(this.code, this.message, this.event, this.peerId, this.peerIds, this.to, count, this.cause);
	}

	/**
	 * Say what has caused it.
	 * @param why the cause
	 * @return the failure
	 */
	public Failure cause(@Nullable Throwable why) {
		return new Failure(this.code, this.message, this.event, this.peerId, this.peerIds, this.to, this.missed, why);
	}

}
