package io.p2p.client.session;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;

/**
 * What a session is to the server: its name, and what the two have told each other of it.
 */
final class SessionIdentity {

	/** Of the protocol, the highest version that this client speaks. */
	static final int VERSION = 2;

	// the client names its session itself, so that it can ask again when an answer
	// was lost
	private String name = SessionNames.random();

	private String peerId = "";

	private int maxPayload = Integer.MAX_VALUE;

	private double windowMs;

	// what servers that share rooms tell by which of them has the session
	private @Nullable Long generation;

	// whether the server may know of it, and whether it has said so
	private boolean named;

	private boolean established;

	// an earlier session that this client does not go on with: the server is to end it
	private @Nullable String ended;

	// whether this client could not read what came on the last connection
	private boolean unreadable;

	// whether the server keeps sessions
	private boolean keeps = true;

	String peerId() {
		return this.peerId;
	}

	int maxPayload() {
		return this.maxPayload;
	}

	/**
	 * For how long the server keeps it without a connection.
	 */
	double windowMs() {
		return this.windowMs;
	}

	boolean isEstablished() {
		return this.established;
	}

	/**
	 * Whether the server keeps sessions.
	 */
	boolean keeps() {
		return this.keeps;
	}

	boolean isNamed(@Nullable String token) {
		return this.name.equals(token);
	}

	void unreadable(boolean was) {
		this.unreadable = was;
	}

	/**
	 * Ask for the session to go on, or to begin.
	 * @param received how many events the server has sent in it
	 * @param confirmed how many of its own the client knows the server to have
	 */
	ObjectNode question(long received, long confirmed) {
		this.named = true;
		ObjectNode question = Json.object()
			.put("version", VERSION)
			.put("session", this.name)
			.put("received", received)
			.put("confirmed", confirmed)
			.put("failed", this.unreadable);
		if (this.generation != null) {
			question.put("generation", this.generation);
		}
		if (this.ended != null) {
			question.put("ended", this.ended);
		}
		return question;
	}

	/**
	 * The server has answered that.
	 */
	void establish(Fields answer) {
		String token = answer.text("token");
		this.peerId = answer.text("peerId", "");
		this.maxPayload = (int) Math.min(Integer.MAX_VALUE, answer.number("maxPayload", Integer.MAX_VALUE));
		this.windowMs = answer.number("window", 0);
		this.name = (token != null) ? token : this.name;
		this.keeps = token != null;
		this.established = this.keeps;
		this.named = this.keeps;
		this.generation = answer.isNumber("generation") ? Long.valueOf(answer.number("generation", 0)) : null;
		this.ended = null;
		this.unreadable = false;
	}

	/**
	 * It is over, and another begins.
	 */
	void end() {
		// the server may still keep the session: it is told to end it, or the others
		// would see this client twice
		if (this.named) {
			this.ended = this.name;
		}
		this.named = false;
		this.name = SessionNames.random();
		this.established = false;
		this.keeps = true;
		this.generation = null;
	}

}
