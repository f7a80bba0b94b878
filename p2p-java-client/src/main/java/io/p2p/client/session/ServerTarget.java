package io.p2p.client.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.p2p.client.loop.Loop;
import io.p2p.client.transport.Packet;
import io.p2p.client.wire.Answers;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.RawMessage;

/**
 * The server's own handlers, to ask instead of peers: the counterpart of
 * {@code socket.emitWithAck} in a browser. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ServerTarget {

	private static final int MAX_BINARIES = 10;

	private final ServerSession session;

	private final Loop loop;

	private final PeerMessageCodec codec;

	private final Executor executor;

	private final Function<Failure, RuntimeException> exception;

	private final double timeoutMs;

	/**
	 * Create a target, with 20 seconds for each answer.
	 * @param session the session with the server
	 * @param loop its loop
	 * @param codec writes arguments and reads answers
	 * @param executor completes the futures
	 * @param exception makes an exception of a failure
	 */
	public ServerTarget(ServerSession session, Loop loop, PeerMessageCodec codec, Executor executor,
			Function<Failure, RuntimeException> exception) {
		this(session, loop, codec, executor, exception, Session.ANSWER_TIMEOUT_MS);
	}

	private ServerTarget(ServerSession session, Loop loop, PeerMessageCodec codec, Executor executor,
			Function<Failure, RuntimeException> exception, double timeoutMs) {
		this.session = session;
		this.loop = loop;
		this.codec = codec;
		this.executor = executor;
		this.exception = exception;
		this.timeoutMs = timeoutMs;
	}

	/**
	 * Limit the time for the answer to the next question.
	 * @param timeout the time, above 0
	 * @return the server
	 */
	public ServerTarget timeout(Duration timeout) {
		return new ServerTarget(this.session, this.loop, this.codec, this.executor, this.exception,
				Math.max(1, timeout.toMillis()));
	}

	/**
	 * Ask the handler of an event that is for the server alone
	 * ({@code @PeerMessageHandler(relay = false)}). Waits for a connection if there is
	 * none. A question whose connection breaks has reached the handler or not, and is not
	 * repeated.
	 * @param <T> the type of the answer
	 * @param event the name of the event
	 * @param answer the type of the answer
	 * @param arguments the arguments of the event, without files and streams, and with at
	 * most ten binaries
	 * @return completes with the answer, {@code null} if the handler gives none; or with
	 * an {@code io.p2p.client.P2pException}: the handler's, {@code no-handler},
	 * {@code timeout}, {@code connect-failed} where the connection has broken,
	 * {@code not-answered} where this client is closed, or {@code too-large}
	 */
	public <T> CompletableFuture<@Nullable T> ask(String event, Class<T> answer, @Nullable Object... arguments) {
		RawMessage message = this.codec.encode(EncodedEvent.checked(event), arguments);
		if (message.attachments().size() > MAX_BINARIES) {
			throw new IllegalArgumentException("A question to the server has at most " + MAX_BINARIES + " binaries");
		}
		EncodedEvent question = new EncodedEvent(event, 0, this.codec.join(message), message.attachments());
		CompletableFuture<@Nullable T> future = new CompletableFuture<>();
		this.loop.run(() -> this.session.ask(question, this.timeoutMs,
				(packet, failure) -> this.executor.execute(() -> complete(future, answer, packet, failure))));
		return future;
	}

	private <T> void complete(CompletableFuture<@Nullable T> future, Class<T> type, @Nullable Packet packet,
			@Nullable Failure failure) {
		try {
			Failure why = (packet != null) ? Failure.refusal(packet.json()) : failure;
			if (why != null) {
				future.completeExceptionally(this.exception.apply(why));
			}
			else if (packet != null) {
				future.complete(Answers.acknowledgement(this.codec, packet.json(), packet.binaries(), type));
			}
		}
		catch (RuntimeException ex) {
			future.completeExceptionally(ex);
		}
	}

}
