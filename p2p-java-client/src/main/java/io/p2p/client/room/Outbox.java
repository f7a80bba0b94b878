package io.p2p.client.room;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.client.session.Lost;
import io.p2p.client.stream.Mode;
import io.p2p.client.wire.EncodedEvent;

/**
 * What this client sends in a room, which waits until it is in. Used in the loop of the
 * room.
 *
 * @since 0.1.0
 */
public final class Outbox {

	private final int maxEventBytes;

	private final long maxQueuedBytes;

	private final Mode mode;

	private final Dispatcher dispatcher;

	private final Failures failures;

	private RoomState state = RoomState.JOINING;

	// what the application has sent before the server has let this client in
	private List<Waiting> waiting = new ArrayList<>();

	private long waitingBytes;

	/**
	 * Create it.
	 * @param maxEventBytes the bytes that an event may have
	 * @param maxQueuedBytes the bytes that may wait
	 * @param mode which paths events may take
	 * @param dispatcher sends them
	 * @param failures is told what could not be sent
	 */
	public Outbox(int maxEventBytes, long maxQueuedBytes, Mode mode, Dispatcher dispatcher, Failures failures) {
		this.maxEventBytes = maxEventBytes;
		this.maxQueuedBytes = maxQueuedBytes;
		this.mode = mode;
		this.dispatcher = dispatcher;
		this.failures = failures;
	}

	/**
	 * Send an event.
	 * @param message the event
	 * @param to whom it is for, {@code null} for everybody
	 */
	public void send(EncodedEvent message, @Nullable String to) {
		send(message, to, this.mode.usesRelay());
	}

	private void send(EncodedEvent message, @Nullable String to, boolean relayed) {
		int size = message.size();
		// the server takes no parts of an answer
		boolean unfit = to != null && to.isEmpty() && this.dispatcher.needsParts(message, to);
		if (size > this.maxEventBytes || unfit) {
			this.failures.failed("too-large", "an event of " + size + " bytes is too large", message, null);
			if (message.event() == null && to != null) {
				send(EncodedEvent.refusal(message.ack(), "too-large"), to, relayed);
			}
		}
		else if (this.state == RoomState.JOINED) {
			this.dispatcher.send(message, to, relayed, List.of());
		}
		else if (this.state != RoomState.JOINING) {
			this.failures.failed("not-a-member", "this client is not in the room", message, null);
		}
		else if (this.waitingBytes + size > this.maxQueuedBytes) {
			this.failures.failed("missed", "too much waits", message, null);
		}
		else {
			this.waitingBytes += size;
			this.waiting.add(new Waiting(message, to, relayed, List.of()));
		}
	}

	/**
	 * Send an event now or never.
	 * @param message the event
	 * @param to whom it is for, {@code null} for everybody
	 */
	public void sendVolatile(EncodedEvent message, @Nullable String to) {
		if (this.dispatcher.isLargeVolatile(message, to)) {
			this.failures.failed("too-large", "a volatile event of " + message.size() + " bytes is too large", message,
					null);
		}
		else if (this.state == RoomState.JOINED) {
			this.dispatcher.sendVolatile(message, to);
		}
	}

	/**
	 * How this client is in the room.
	 * @return the state
	 */
	public RoomState state() {
		return this.state;
	}

	/**
	 * The server has let this client in: what waits is sent.
	 */
	public void joined() {
		this.state = RoomState.JOINED;
		List<Waiting> all = this.waiting;
		this.waiting = new ArrayList<>();
		this.waitingBytes = 0;
		all.forEach((one) -> this.dispatcher.send(one.message(), one.to(), one.relayed(), one.skip()));
	}

	/**
	 * This client is not in the room any more, or is to join it again.
	 * @param next how it is now
	 */
	public void end(RoomState next) {
		this.state = next;
		if (next != RoomState.JOINING) {
			List<Waiting> all = this.waiting;
			this.waiting = new ArrayList<>();
			this.waitingBytes = 0;
			all.forEach((one) -> this.failures.failed("not-a-member", "this client is not in the room", one.message(),
					null));
		}
	}

	/**
	 * These were never sent in the session before: they go out in the next.
	 * @param messages the events
	 */
	public void keep(List<Lost.Waiting> messages) {
		for (Lost.Waiting one : messages) {
			this.waiting.add(new Waiting(one.message(), null, true, one.skip()));
			this.waitingBytes += one.message().size();
		}
	}

	/**
	 * Nobody connects the client: what waits for an answer is told so, and is not sent
	 * later.
	 */
	public void forgetQuestions() {
		this.waiting.removeIf((one) -> one.message().isQuestion());
	}

	private record Waiting(EncodedEvent message, @Nullable String to, boolean relayed, List<String> skip) {

	}

}
