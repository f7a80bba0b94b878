package io.p2p.messaging;

import java.util.Collections;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.PeerId;

/**
 * A question of the server that was not answered by everybody: in time, or in the form
 * that was asked for. It has what the others said.
 *
 * @since 0.1.0
 */
public class NotAnsweredException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Map<PeerId, ?> answers;

	private final transient Set<PeerId> missing;

	private final boolean timedOut;

	NotAnsweredException(String message, Map<PeerId, ?> answers, Set<PeerId> missing, boolean timedOut,
			@Nullable Throwable cause) {
		super(message, cause);
		this.answers = Collections.unmodifiableMap(answers);
		this.missing = Set.copyOf(missing);
		this.timedOut = timedOut;
	}

	/**
	 * What those who did answer said, as the type that was asked for.
	 * @return the answers by peer; an answer may be {@code null}
	 */
	public Map<PeerId, ?> answers() {
		return this.answers;
	}

	/**
	 * Who has not answered, or something else than was asked for.
	 * @return the ids of the peers
	 */
	public Set<PeerId> missing() {
		return this.missing;
	}

	/**
	 * Whether it was the time that was too short. Otherwise the one peer that was asked
	 * is not there or has left, or an answer could not be read, which is the cause then.
	 * @return whether somebody might have answered later
	 */
	public boolean isTimedOut() {
		return this.timedOut;
	}

}
