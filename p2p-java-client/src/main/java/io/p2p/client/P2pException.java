package io.p2p.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.p2p.client.wire.Failure;

/**
 * What went wrong: given to {@link P2pListener#failed}, and what the futures of questions
 * complete with. The codes are those of the browser client (docs/browser.md).
 *
 * @since 0.1.0
 */
public class P2pException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Failure failure;

	private final transient Map<String, ?> answers;

	P2pException(Failure failure) {
		this(failure, Map.of());
	}

	P2pException(Failure failure, Map<String, ?> answers) {
		super(failure.code() + ": " + failure.message(), failure.cause());
		this.failure = failure;
		this.answers = answers;
	}

	/**
	 * What went wrong, for programs.
	 * @return the code
	 */
	public String code() {
		return this.failure.code();
	}

	/**
	 * The event that was concerned.
	 * @return its name
	 */
	public Optional<String> event() {
		return Optional.ofNullable(this.failure.event());
	}

	/**
	 * The peer that was concerned.
	 * @return its id
	 */
	public Optional<String> peerId() {
		return Optional.ofNullable(this.failure.peerId());
	}

	/**
	 * The peers that were concerned, where there can be several.
	 * @return their ids
	 */
	public List<String> peerIds() {
		return this.failure.peerIds();
	}

	/**
	 * The room that the server has moved this client to.
	 * @return its name
	 */
	public Optional<String> movedTo() {
		return Optional.ofNullable(this.failure.to());
	}

	/**
	 * How many events may not have arrived, where a session was lost.
	 * @return how many
	 */
	public OptionalInt missed() {
		boolean known = this.failure.code().equals("session-lost");
		return known ? OptionalInt.of(this.failure.missed()) : OptionalInt.empty();
	}

	/**
	 * The answers that came before a time-out, by the ids of their peers.
	 * @return the answers
	 */
	public Map<String, ?> answers() {
		return this.answers;
	}

}
