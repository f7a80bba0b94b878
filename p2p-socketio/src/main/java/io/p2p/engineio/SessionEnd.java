package io.p2p.engineio;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.protocol.InvalidPacketException;
import io.p2p.engineio.protocol.InvalidPacketException.Fault;
import io.p2p.engineio.protocol.Refusal;

/**
 * Ends a session, once, and has the end logged and counted.
 *
 * @since 0.1.0
 */
public final class SessionEnd {

	private final EngineSession session;

	private final EngineServer server;

	private volatile boolean open = true;

	private volatile @Nullable Fault fault;

	SessionEnd(EngineSession session, EngineServer server) {
		this.session = session;
		this.server = server;
	}

	/**
	 * Whether the session goes on. May be called on any thread.
	 */
	boolean isOpen() {
		return this.open;
	}

	/**
	 * What was wrong with the client's data, if the session has ended because of it.
	 */
	@Nullable Fault fault() {
		return this.fault;
	}

	/**
	 * End the session. May be called on any thread.
	 */
	void close(CloseReason reason) {
		close(reason, switch (reason) {
			case SLOW_CONSUMER -> Refusal.SLOW_CONSUMER;
			case RATE_LIMITED -> Refusal.TOO_MANY_REQUESTS;
			default -> null;
		}, null);
	}

	/**
	 * Whether the session has ended because the client sent something invalid or too
	 * large.
	 * @return {@code false} for a session that is open, or has ended otherwise
	 */
	public boolean isRefused() {
		return this.fault != null;
	}

	/**
	 * End the session because the client has connected to no namespace in time.
	 */
	public void expire() {
		close(CloseReason.FORCED, Refusal.NO_NAMESPACE, null);
	}

	/**
	 * End the session because of what the client has sent. May be called on any thread.
	 * @param what what is wrong, without quoting the client
	 */
	public void refuse(String what) {
		refuse(new InvalidPacketException(what));
	}

	/**
	 * End the session because of what the client has sent. May be called on any thread.
	 */
	void refuse(InvalidPacketException reason) {
		this.session.inOrder(() -> {
			if (this.open) {
				this.fault = reason.fault();
			}
			close(reasonOf(reason.fault()), reason.fault().refusal(), reason.getMessage());
		});
	}

	/**
	 * End the session. May be called on any thread.
	 * @param refusal what is logged, {@code null} if nothing is refused
	 * @param detail what the log says in addition
	 */
	void close(CloseReason reason, @Nullable Refusal refusal, @Nullable String detail) {
		this.session.inOrder(() -> {
			if (!this.open) {
				return;
			}
			if (refusal != null) {
				this.server.refused(refusal, this.session.handshake().remoteAddress(), detail);
			}
			this.session.takeAlong();
			this.open = false;
			this.session.ended(reason);
		});
	}

	private static CloseReason reasonOf(Fault fault) {
		return (fault == Fault.NO_FRAME || fault == Fault.TOO_LARGE) ? CloseReason.TRANSPORT_ERROR
				: CloseReason.PARSE_ERROR;
	}

}
