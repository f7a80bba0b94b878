package io.p2p.engineio;

import java.net.SocketAddress;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;

import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.exchange.EngineExchange;
import io.p2p.engineio.exchange.Handshake;
import io.p2p.engineio.exchange.HttpExchange;
import io.p2p.engineio.limit.ConnectionLimiter;
import io.p2p.engineio.limit.RefusalLog;
import io.p2p.engineio.protocol.EngineError;
import io.p2p.engineio.protocol.Refusal;
import io.p2p.engineio.send.SerialExecutor;

/**
 * The Engine.IO sessions of a server, by their ids. Thread-safe.
 *
 * @since 0.1.0
 */
public final class EngineServer {

	private static final int ID_BYTES = 24;

	private final SecureRandom random = new SecureRandom();

	private final Map<String, EngineSession> sessions = new ConcurrentHashMap<>();

	private final Map<CloseReason, LongAdder> ended = new ConcurrentHashMap<>();

	private final Map<HandshakeOutcome, LongAdder> handshakes = new ConcurrentHashMap<>();

	private final EngineRouter router;

	private final RefusalLog refusals = new RefusalLog();

	private final EngineOptions options;

	private volatile boolean closing;

	private final ConnectionLimiter limiter;

	private final Function<EngineSession, SessionListener> listeners;

	private volatile Consumer<String> farewells = (secret) -> {
	};

	/**
	 * Create a server without sessions.
	 * @param options the settings
	 * @param listeners creates the listener of a session's messages
	 */
	public EngineServer(EngineOptions options, Function<EngineSession, SessionListener> listeners) {
		this.options = options;
		this.router = new EngineRouter(this);
		this.limiter = new ConnectionLimiter(options.limits());
		this.listeners = listeners;
		options.queues().addSource(this.sessions.values()::stream);
	}

	/**
	 * Log that a client has been refused.
	 * @param address the client's address
	 * @param detail what the log says in addition, {@code null} for nothing
	 */
	void refused(Refusal refusal, @Nullable SocketAddress address, @Nullable String detail) {
		this.refusals.log(refusal, address, detail);
	}

	/**
	 * Check a request by its head, before any of its body is read.
	 * @param head method, path and headers
	 * @param http takes the response
	 * @return the request, {@code null} if it has been answered
	 */
	public @Nullable EngineRequest take(HttpRequest head, HttpExchange http) {
		EngineRequest request = this.router.route(head, EngineExchange.of(http, head, this.options.origins()));
		return (request != null && request.begin()) ? request : null;
	}

	/**
	 * The limiter of sessions and connections.
	 * @return the limiter
	 */
	public ConnectionLimiter limiter() {
		return this.limiter;
	}

	/**
	 * The settings.
	 * @return what the server was created with
	 */
	public EngineOptions options() {
		return this.options;
	}

	/**
	 * Begin a session.
	 * @return the session, {@code null} if the request was refused and answered
	 */
	@Nullable EngineSession create(EngineRequest request, SerialExecutor executor) {
		Handshake handshake = request.handshake();
		EngineError refusal = this.closing ? EngineError.SHUTTING_DOWN
				: this.limiter.admitSession(handshake.remoteAddress());
		count((refusal != null) ? HandshakeOutcome.valueOf(refusal.name()) : HandshakeOutcome.ACCEPTED);
		if (refusal != null) {
			refused(refusal.refusal(), handshake.remoteAddress(), null);
			request.exchange().fail(refusal);
			return null;
		}
		byte[] id = new byte[ID_BYTES];
		this.random.nextBytes(id);
		String sid = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
		EngineSession session = new EngineSession(sid, handshake, this, executor);
		this.sessions.put(sid, session);
		return session;
	}

	/**
	 * Begin a session with long polling, by a request that is its first poll.
	 */
	void openPolling(EngineRequest request) {
		EngineSession session = create(request, request.exchange().http().executor());
		if (session != null && session.transport() instanceof PollingTransport polling) {
			session.open(polling);
			polling.get(request.exchange());
		}
	}

	/**
	 * Set the listener of farewells, by which pages say that they have gone.
	 * @param listener gets the body, unchecked; on any thread
	 */
	public void onFarewell(Consumer<String> listener) {
		this.farewells = listener;
	}

	void farewell(String secret) {
		this.farewells.accept(secret);
	}

	SessionListener listener(EngineSession session) {
		return this.listeners.apply(session);
	}

	/**
	 * How many sessions have ended for a reason.
	 * @param reason why
	 * @return a count that only grows
	 */
	public long ended(CloseReason reason) {
		LongAdder count = this.ended.get(reason);
		return (count != null) ? count.sum() : 0;
	}

	/**
	 * How many handshakes had an outcome.
	 * @param outcome the outcome
	 * @return a count that only grows
	 */
	public long handshakes(HandshakeOutcome outcome) {
		LongAdder count = this.handshakes.get(outcome);
		return (count != null) ? count.sum() : 0;
	}

	void count(HandshakeOutcome outcome) {
		this.handshakes.computeIfAbsent(outcome, (key) -> new LongAdder()).increment();
	}

	/**
	 * How many sessions use a transport. Iterates over all of them.
	 * @param webSocket {@code false} for long polling
	 * @return how many there are now
	 */
	public int connections(boolean webSocket) {
		return (int) this.sessions.values().stream().filter((session) -> session.isWebSocket() == webSocket).count();
	}

	/**
	 * How much waits to leave for clients. Iterates over all sessions.
	 * @return the size in bytes, approximately
	 */
	public long queuedBytes() {
		return this.sessions.values().stream().mapToLong(EngineSession::waitingBytes).sum();
	}

	void count(CloseReason reason) {
		this.ended.computeIfAbsent(reason, (key) -> new LongAdder()).increment();
	}

	void forget(EngineSession session) {
		if (this.sessions.remove(session.id()) != null) {
			this.limiter.sessionEnded(session.handshake().remoteAddress());
		}
	}

	@Nullable EngineSession find(String sid) {
		return this.sessions.get(sid);
	}

	/**
	 * Refuse new sessions, or accept them again.
	 * @param refuse whether handshakes are refused
	 */
	public void refuseHandshakes(boolean refuse) {
		this.closing = refuse;
	}

	/**
	 * Whether there is no session, not even one that has ended and waits for its client's
	 * last poll.
	 * @return whether all have gone
	 */
	public boolean isEmpty() {
		return this.sessions.isEmpty();
	}

	/**
	 * End all sessions.
	 * @param reason why
	 */
	public void closeAll(CloseReason reason) {
		List.copyOf(this.sessions.values()).forEach((session) -> session.close(reason));
	}

}
