package io.p2p.messaging;

import java.util.Collections;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.PeerId;

/**
 * Not all peers have answered a question of the server in time and with the type that was
 * asked for. It has the answers of the others.
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
	 * The answers that came, of the type that was asked for.
	 * @return the answers by peer; an answer may be {@code null}
	 */
	public Map<PeerId, ?> answers() {
		return this.answers;
	}

	/**
	 * The peers that have not answered, or not with that type.
	 * @return the ids of the peers
	 */
	public Set<PeerId> missing() {
		return this.missing;
	}

	/**
	 * Whether the time was over. If not, the only peer that was asked is not there or has
	 * left, or could not answer, or an answer could not be read: the cause says why then.
	 * @return whether a peer might have answered later
	 */
	public boolean isTimedOut() {
		return this.timedOut;
	}

}
