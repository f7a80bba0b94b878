package io.p2p.socketio.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerAuthenticator;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerIdentity;
import io.p2p.peer.RefusedException;
import io.p2p.socketio.NamespaceConnection;

/**
 * Asks the application who clients are, and what the others are told of that, on an
 * executor and for a limited time.
 *
 * @since 0.1.0
 */
public final class PeerAuthentication {

	private static final Logger logger = LoggerFactory.getLogger(PeerAuthentication.class);

	private final PeerAuthenticator authenticator;

	private final ProfileWriter profiles;

	private final Executor executor;

	private final Duration timeout;

	/**
	 * Create an authentication.
	 * @param authenticator the application's authenticator
	 * @param profiles asks the application what the others are told
	 * @param executor runs both; if it rejects a task, the client is refused
	 * @param timeout how long they may take
	 */
	public PeerAuthentication(PeerAuthenticator authenticator, ProfileWriter profiles, Executor executor,
			Duration timeout) {
		this.authenticator = authenticator;
		this.profiles = profiles;
		this.executor = executor;
		this.timeout = timeout;
	}

	/**
	 * Find out who a client is. Called on the event loop of its connection.
	 * @param connection the client in the namespace
	 * @param newcomer the client as a peer, which nobody knows yet
	 * @param then gets {@code null} when the client has its identity, else why it is
	 * refused; on that loop
	 */
	public void begin(NamespaceConnection connection, Peer newcomer, Consumer<@Nullable RefusedException> then) {
		FutureTask<PeerIdentity> question = new FutureTask<>(() -> ask(connection, newcomer)) {
			@Override
			protected void done() {
				connection.session().inOrder(() -> then.accept(finish(this)));
			}
		};
		Future<?> end = connection.session().executor().schedule(() -> question.cancel(true), this.timeout);
		try {
			this.executor.execute(() -> {
				question.run();
				end.cancel(false);
			});
		}
		catch (RejectedExecutionException ex) {
			end.cancel(false);
			then.accept(new RefusedException(ErrorCode.BUSY, "The server cannot find out who you are at the moment"));
		}
	}

	private PeerIdentity ask(NamespaceConnection connection, Peer newcomer) {
		if (!connection.session().isOpen()) {
			// the client has gone while this task waited for a thread
			throw new CancellationException();
		}
		PeerHandshake handshake = Handshakes.of(connection);
		PeerIdentity identity = this.authenticator.authenticate(handshake);
		if (identity == null) {
			throw new IllegalStateException("The PeerAuthenticator gave no identity");
		}
		// whoever is refused all the same is no peer
		connection.identify(identity);
		connection.user(this.profiles.write(newcomer));
		return identity;
	}

	private static @Nullable RefusedException finish(FutureTask<PeerIdentity> question) {
		try {
			PeerIdentity identity = question.get();
			if (identity.expiresAt() != null && !Instant.now().isBefore(identity.expiresAt())) {
				return expired();
			}
			return null;
		}
		catch (CancellationException ex) {
			return new RefusedException(ErrorCode.BUSY, "The server could not find out in time who you are");
		}
		catch (ExecutionException ex) {
			return refusal(ex.getCause());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("It is done already", ex);
		}
	}

	/**
	 * The refusal of a client whose identity has expired.
	 * @return the refusal
	 */
	public static RefusedException expired() {
		return new RefusedException(ErrorCode.TOKEN_EXPIRED,
				"What showed who you are has ended: connect with a new one");
	}

	private static RefusedException refusal(@Nullable Throwable failure) {
		if (failure instanceof RefusedException refused) {
			return refused;
		}
		if (failure instanceof CancellationException) {
			return new RefusedException(ErrorCode.BUSY, "The client has gone");
		}
		// Only the class: the message may quote a token, and clients could fill the log.
		logger.warn("A client is refused because the PeerAuthenticator failed with {}",
				(failure != null) ? failure.getClass().getName() : null);
		logger.trace("The failure", failure);
		return new RefusedException(ErrorCode.UNAUTHORIZED, "The server could not find out who you are");
	}

}
