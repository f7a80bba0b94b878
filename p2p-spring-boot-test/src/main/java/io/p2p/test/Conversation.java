package io.p2p.test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PackedEvent;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawMessage;

/**
 * What one client and the server say to each other.
 */
final class Conversation implements ClientSocket.Events {

	private static final String MESSAGE = "p2p:msg";

	private final CompletableFuture<PeerId> id = new CompletableFuture<>();

	private final Map<Long, Question> questions = new ConcurrentHashMap<>();

	private final Map<Long, Question> peerQuestions = new ConcurrentHashMap<>();

	private final Map<String, BiConsumer<P2pTestMessage, @Nullable Long>> answers = new ConcurrentHashMap<>();

	private final AtomicLong asked = new AtomicLong();

	private final Inbox inbox = new Inbox();

	private final PeerMessageCodec codec;

	private final ClientSocket socket;

	Conversation(String namespace, byte[] auth, PeerMessageCodec codec) {
		this.codec = codec;
		this.socket = new ClientSocket(namespace, auth, this);
	}

	ClientSocket socket() {
		return this.socket;
	}

	Inbox inbox() {
		return this.inbox;
	}

	PeerId id() {
		return this.id.join();
	}

	void awaitConnect(Duration timeout) {
		get(this.id, "the connection", timeout);
	}

	void emit(RawMessage message) {
		this.socket.event(null, PeerMessageCodec.PROTOCOL.join(message), message.attachments());
	}

	P2pTestMessage askPeer(String event, LongFunction<RawMessage> message, Duration timeout) {
		long number = this.asked.incrementAndGet();
		Question question = open(this.peerQuestions, number, event);
		// first the server's word, which may be a refusal
		ask(event, message.apply(number), timeout);
		return get(question.answer(), "the answer to '" + event + "'", timeout);
	}

	P2pTestMessage ask(String event, RawMessage message, Duration timeout) {
		long number = this.asked.incrementAndGet();
		Question question = open(this.questions, number, event);
		this.socket.event(number, PeerMessageCodec.PROTOCOL.join(message), message.attachments());
		P2pTestMessage answer = get(question.answer(), "the acknowledgement of '" + event + "'", timeout);
		P2pTestClientException refusal = answer.refusal();
		if (refusal != null) {
			throw refusal;
		}
		return answer;
	}

	private Question open(Map<Long, Question> among, long number, String event) {
		Question question = new Question(event, new CompletableFuture<>());
		among.put(number, question);
		if (this.inbox.hasEnded()) {
			question.answer().completeExceptionally(gone("the connection has ended"));
		}
		return question;
	}

	void answer(String event, BiConsumer<P2pTestMessage, @Nullable Long> answer) {
		this.answers.put(event, answer);
	}

	void acknowledge(long ackId, RawMessage answer) {
		this.socket.acknowledge(ackId, answer.arguments(), answer.attachments());
	}

	void close() {
		if (!this.inbox.hasEnded()) {
			this.inbox.end("this client has left");
			this.socket.close();
		}
	}

	private <T> T get(CompletableFuture<T> future, String what, Duration timeout) {
		try {
			return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw this.inbox.failure("Waited " + timeout.toMillis() + " ms in vain for " + what);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw this.inbox.failure("Interrupted while waiting for " + what);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof P2pTestClientException refusal) {
				throw refusal;
			}
			throw this.inbox.failure("No " + what + ": " + ex.getCause());
		}
	}

	@Override
	public void connected(byte[] json) {
		this.id.complete(new PeerId(String.valueOf(map(json).get("sid"))));
	}

	@Override
	public void refused(byte[] json) {
		Map<?, ?> error = map(json);
		Object code = (error.get("data") instanceof Map<?, ?> data) ? data.get("code") : null;
		this.id.completeExceptionally(new P2pTestClientException((code != null) ? code.toString() : null,
				Objects.toString(error.get("message"))));
	}

	@Override
	public void event(@Nullable Long ackId, byte[] json, List<byte[]> binaries) {
		RawMessage raw = new RawMessage("", json, binaries);
		Object name = PeerMessageCodec.PROTOCOL.decode(raw, 0, Object.class);
		if (MESSAGE.equals(name)) {
			message(ackId, raw, header(raw));
		}
		else {
			heard(new P2pTestMessage(String.valueOf(name), Map.of(), raw, 1, this.codec), ackId);
		}
	}

	private void message(@Nullable Long ackId, RawMessage raw, Map<?, ?> header) {
		boolean packed = Boolean.TRUE.equals(header.get("packed"));
		RawMessage message = packed ? unpack(raw) : raw;
		int first = packed ? 1 : 3;
		Object event = PeerMessageCodec.PROTOCOL.decode(message, first - 1, Object.class);
		if (event == null) {
			answered(header, message, first);
		}
		else {
			heard(new P2pTestMessage(event.toString(), header, message, first, this.codec), ackId);
		}
	}

	private static RawMessage unpack(RawMessage raw) {
		byte[] bytes = (byte[]) Objects.requireNonNull(PeerMessageCodec.PROTOCOL.decode(raw, 2, byte[].class));
		PackedEvent event = PackedEvent.read(bytes);
		return new RawMessage("", event.content(), event.attachments());
	}

	private void answered(Map<?, ?> header, RawMessage raw, int first) {
		Question question = (header.get("ack") instanceof Number number) ? this.peerQuestions.remove(number.longValue())
				: null;
		if (question == null) {
			return;
		}
		// what stands behind an answer says why there is none
		P2pTestClientException refusal = new P2pTestMessage(question.event(), header, raw, first + 1, this.codec)
			.refusal();
		if (refusal != null) {
			question.answer().completeExceptionally(refusal);
		}
		else {
			question.answer().complete(new P2pTestMessage(question.event(), header, raw, first, this.codec));
		}
	}

	private void heard(P2pTestMessage message, @Nullable Long ackId) {
		this.inbox.add(message);
		BiConsumer<P2pTestMessage, @Nullable Long> answer = this.answers.get(message.event());
		if (answer != null) {
			answer.accept(message, ackId);
		}
	}

	@Override
	public void acknowledged(long ackId, byte[] json, List<byte[]> binaries) {
		Question question = this.questions.remove(ackId);
		if (question != null) {
			question.answer()
				.complete(new P2pTestMessage(question.event(), Map.of(), new RawMessage("", json, binaries), 0,
						this.codec));
		}
	}

	@Override
	public void ended(String reason) {
		this.inbox.end(reason);
		this.id.completeExceptionally(gone(reason));
		Stream.of(this.questions, this.peerQuestions)
			.flatMap((open) -> open.values().stream())
			.forEach((question) -> question.answer().completeExceptionally(gone(reason)));
	}

	private static IllegalStateException gone(String reason) {
		return new IllegalStateException(reason);
	}

	private static Map<?, ?> header(RawMessage raw) {
		Object header = PeerMessageCodec.PROTOCOL.decode(raw, 1, Object.class);
		return (header instanceof Map<?, ?> map) ? map : Map.of();
	}

	private static Map<?, ?> map(byte[] json) {
		Map<?, ?> map = PeerMessageCodec.PROTOCOL.read(json, 0, json.length, Map.class);
		return (map != null) ? map : Map.of();
	}

	private record Question(String event, CompletableFuture<P2pTestMessage> answer) {

	}

}
