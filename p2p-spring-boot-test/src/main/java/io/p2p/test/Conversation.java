package io.p2p.test;

import java.nio.ByteBuffer;
import java.time.Duration;
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
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.transport.NettyLoop;
import io.p2p.client.transport.NettyWire;
import io.p2p.client.transport.OutgoingPacket;
import io.p2p.client.transport.Packet;
import io.p2p.client.transport.Wire;
import io.p2p.client.transport.WireOptions;
import io.p2p.client.wire.Failure;
import io.p2p.codec.PackedEvent;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawMessage;

/**
 * What one client and the server say to each other.
 */
final class Conversation implements Wire.Listener, AutoCloseable {

	private static final String MESSAGE = "p2p:msg";

	private final CompletableFuture<PeerId> id = new CompletableFuture<>();

	private final Map<Long, Question> questions = new ConcurrentHashMap<>();

	private final Map<Long, Question> peerQuestions = new ConcurrentHashMap<>();

	private final Map<String, BiConsumer<P2pTestMessage, @Nullable Long>> answers = new ConcurrentHashMap<>();

	private final AtomicLong asked = new AtomicLong();

	private final Inbox inbox = new Inbox();

	private final PeerMessageCodec codec;

	private final NettyLoop loop = NettyLoop.next();

	private final Wire wire;

	Conversation(WireOptions options, PeerMessageCodec codec) {
		this.codec = codec;
		this.wire = new NettyWire(options, this.loop);
		this.wire.listen(this);
	}

	Inbox inbox() {
		return this.inbox;
	}

	PeerId id() {
		return this.id.join();
	}

	void connect(Duration timeout) {
		this.loop.run(this.wire::open);
		get(this.id, "the connection", timeout);
	}

	void emit(RawMessage message) {
		send(false, -1, PeerMessageCodec.PROTOCOL.join(message), message);
	}

	private void send(boolean acknowledgement, long number, byte[] json, RawMessage message) {
		OutgoingPacket packet = new OutgoingPacket(acknowledgement, number, json,
				message.attachments().stream().map(ByteBuffer::wrap).toList());
		this.loop.run(() -> this.wire.send(packet));
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
		send(false, number, PeerMessageCodec.PROTOCOL.join(message), message);
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
		send(true, ackId, answer.arguments(), answer);
	}

	@Override
	public void close() {
		if (!this.inbox.hasEnded()) {
			this.inbox.end("this client has left");
			this.loop.run(this.wire::close);
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
	public ObjectNode connecting(ObjectNode auth) {
		return auth;
	}

	@Override
	public void connected(String peerId) {
		this.id.complete(new PeerId(peerId));
	}

	@Override
	public void failed(Failure failure) {
		// what the server has said has a code of its own
		String code = failure.code().equals("connect-failed") ? null : failure.code();
		this.id.completeExceptionally(new P2pTestClientException(code, failure.message()));
		end(failure.message());
	}

	@Override
	public void received(Packet packet) {
		RawMessage raw = new RawMessage("", packet.json(), packet.binaries());
		if (packet.acknowledgement()) {
			acknowledged(packet.id(), raw);
			return;
		}
		Long ackId = (packet.id() >= 0) ? packet.id() : null;
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
			try {
				answer.accept(message, ackId);
			}
			catch (RuntimeException | AssertionError ex) {
				end("the answer to '" + message.event() + "' threw " + ex);
			}
		}
	}

	private void acknowledged(long ackId, RawMessage raw) {
		Question question = this.questions.remove(ackId);
		if (question != null) {
			question.answer().complete(new P2pTestMessage(question.event(), Map.of(), raw, 0, this.codec));
		}
	}

	@Override
	public void disconnected(Wire.End end) {
		end((end == Wire.End.SERVER) ? "the server disconnected this peer" : "the server closed it");
	}

	private void end(String reason) {
		this.inbox.end(reason);
		this.id.completeExceptionally(gone(reason));
		Stream.of(this.questions, this.peerQuestions)
			.flatMap((open) -> open.values().stream())
			.forEach((question) -> question.answer().completeExceptionally(gone(reason)));
		// a test is told, instead of having a peer that comes back under another id
		this.wire.close();
	}

	private static IllegalStateException gone(String reason) {
		return new IllegalStateException(reason);
	}

	private static Map<?, ?> header(RawMessage raw) {
		Object header = PeerMessageCodec.PROTOCOL.decode(raw, 1, Object.class);
		return (header instanceof Map<?, ?> map) ? map : Map.of();
	}

	private record Question(String event, CompletableFuture<P2pTestMessage> answer) {

	}

}
