package io.p2p.test;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawMessage;

/**
 * A peer in a test. What it emits goes through the server, as all that handlers see does.
 * Arguments are written and read by the application's {@code JsonMapper}; a
 * {@code byte[]} goes as binary. Made by {@link P2pTestClients}; callable from any
 * thread.
 *
 * @since 0.1.0
 */
public final class P2pTestClient implements AutoCloseable {

	private static final String MESSAGE = "p2p:msg";

	private static final String CANNOT = "A client without the library speaks to everybody";

	private final Conversation conversation;

	private final PeerMessageCodec codec;

	private final Duration timeout;

	private final @Nullable String room;

	P2pTestClient(Conversation conversation, PeerMessageCodec codec, Duration timeout, @Nullable String room) {
		this.conversation = conversation;
		this.codec = codec;
		this.timeout = timeout;
		this.room = room;
	}

	/**
	 * The id by which others know this peer.
	 * @return the id
	 */
	public PeerId id() {
		return this.conversation.id();
	}

	/**
	 * Emit an event to everybody else in the room, and do not wait for anything. If it is
	 * refused, this peer hears {@code peer-error}.
	 * @param event the name of the event
	 * @param arguments its arguments
	 */
	public void emit(String event, @Nullable Object... arguments) {
		this.conversation.emit(message(null, null, event, arguments));
	}

	/**
	 * Emit an event to one other peer of the room, and do not wait for anything.
	 * @param peer the other peer
	 * @param event the name of the event
	 * @param arguments its arguments
	 * @throws IllegalArgumentException if this is a plain client, which cannot
	 */
	public void emitTo(PeerId peer, String event, @Nullable Object... arguments) {
		Assert.isTrue(this.room != null, CANNOT);
		this.conversation.emit(message(peer, null, event, arguments));
	}

	/**
	 * Emit an event to everybody else in the room, and wait until the server has dealt
	 * with it and with all that this peer has emitted before: handlers have returned, and
	 * what is relayed is on its way.
	 * @param event the name of the event
	 * @param arguments its arguments
	 * @return the server's acknowledgement: without arguments, unless a handler has
	 * answered
	 * @throws P2pTestClientException if the server, or a handler in it, has refused the
	 * event
	 * @throws AssertionError if there was no acknowledgement in time
	 */
	public P2pTestMessage ask(String event, @Nullable Object... arguments) {
		return this.conversation.ask(event, message(null, null, event, arguments), this.timeout);
	}

	/**
	 * Ask one other peer of the room, and wait for its answer.
	 * @param peer the other peer
	 * @param event the name of the event
	 * @param arguments its arguments
	 * @return the answer
	 * @throws IllegalArgumentException if this is a plain client, which cannot
	 * @throws P2pTestClientException if the server, or a handler in it, has refused the
	 * event
	 * @throws AssertionError if there was no answer in time
	 */
	public P2pTestMessage askPeer(PeerId peer, String event, @Nullable Object... arguments) {
		Assert.isTrue(this.room != null, CANNOT);
		return this.conversation.askPeer(event, (number) -> message(peer, number, event, arguments), this.timeout);
	}

	/**
	 * Answer an event from now on, where its sender (the server or another peer) has
	 * asked for an answer. It is heard all the same.
	 * @param event the name of the event
	 * @param answer makes the answer; called on a thread that must not be blocked
	 */
	public void answer(String event, Function<P2pTestMessage, ? extends @Nullable Object> answer) {
		this.conversation.answer(event, (message, ackId) -> {
			RawMessage encoded = this.codec.encode(event, answer.apply(message));
			if (ackId != null) {
				this.conversation.acknowledge(ackId, encoded);
			}
			else if (message.ack() != null) {
				PeerId from = message.from();
				Map<String, ?> header = Map.of("room", String.valueOf(message.room()), "to",
						(from != null) ? from.value() : "", "ack", message.ack());
				this.conversation.emit(PeerMessageCodec.PROTOCOL.wrapAnswer(MESSAGE, header, encoded));
			}
		});
	}

	/**
	 * Wait until an event is here that was not taken by this method before, and take it.
	 * Besides what peers and the server emit, there are the protocol's own events:
	 * {@code peer-connect}, {@code peer-update}, {@code peer-disconnect} and
	 * {@code peer-error}.
	 * @param event the name of the event
	 * @return the event, the first if there are several
	 * @throws AssertionError if it did not come in time; it says what was heard
	 */
	public P2pTestMessage awaitEvent(String event) {
		return this.conversation.inbox().take(event, this.timeout);
	}

	/**
	 * Wait until an event is here that was not taken by this method before, and take its
	 * first argument.
	 * @param <T> the type to read
	 * @param event the name of the event
	 * @param type what to read the argument as; {@code byte[]} for binary
	 * @return the argument
	 * @throws AssertionError if it did not come in time; it says what was heard
	 */
	public <T> T awaitEvent(String event, Class<T> type) {
		return awaitEvent(event).payload(type);
	}

	/**
	 * What was heard of an event so far, taken or not. To show that something did
	 * <em>not</em> come, wait first for what was sent after it.
	 * @param event the name of the event
	 * @return a snapshot, in the order in which they came
	 */
	public List<P2pTestMessage> heard(String event) {
		return this.conversation.inbox().heard(event);
	}

	/**
	 * Wait until the server has ended the connection.
	 * @throws AssertionError if it did not in time; it says what was heard
	 */
	public void awaitDisconnect() {
		this.conversation.inbox().awaitEnd(this.timeout);
	}

	/**
	 * Whether the connection is open, as far as this client knows.
	 * @return whether it is
	 */
	public boolean isConnected() {
		return !this.conversation.inbox().hasEnded();
	}

	/**
	 * Leave for good: the others hear {@code peer-disconnect}. It happens by itself after
	 * the test.
	 */
	@Override
	public void close() {
		this.conversation.close();
	}

	private RawMessage message(@Nullable PeerId to, @Nullable Long ack, String event, @Nullable Object[] arguments) {
		Assert.notNull(event, "'event' must not be null");
		RawMessage message = this.codec.encode(event, arguments);
		if (this.room == null) {
			return message;
		}
		Map<String, Object> header = new HashMap<>(Map.of("room", this.room));
		if (to != null) {
			header.put("to", to.value());
		}
		if (ack != null) {
			header.put("ack", ack);
		}
		return PeerMessageCodec.PROTOCOL.wrap(MESSAGE, header, message);
	}

	@Override
	public String toString() {
		return "P2pTestClient[" + id() + "]";
	}

}
