package io.p2p.client.room;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.p2p.client.loop.Loop;
import io.p2p.client.mesh.Mesh;
import io.p2p.client.wire.EncodedEvent;

/**
 * What a listener answers a question with, once. Thread-safe.
 *
 * @since 0.1.0
 */
public final class OneAnswer implements Consumer<@Nullable Object> {

	private final Loop loop;

	private final Mesh mesh;

	private final Outbox outbox;

	private final Function<@Nullable Object, EncodedEvent> encoder;

	private final String asker;

	private final long ack;

	private final AtomicBoolean given = new AtomicBoolean();

	/**
	 * Create it.
	 * @param loop the loop of the room
	 * @param mesh the members of the room
	 * @param outbox sends it
	 * @param encoder encodes it, on any thread
	 * @param asker who has asked
	 * @param ack the question
	 */
	public OneAnswer(Loop loop, Mesh mesh, Outbox outbox, Function<@Nullable Object, EncodedEvent> encoder,
			String asker, long ack) {
		this.loop = loop;
		this.mesh = mesh;
		this.outbox = outbox;
		this.encoder = encoder;
		this.asker = asker;
		this.ack = ack;
	}

	@Override
	public void accept(@Nullable Object answer) {
		if (!this.given.compareAndSet(false, true)) {
			return;
		}
		EncodedEvent message;
		try {
			message = this.encoder.apply(answer);
		}
		catch (RuntimeException ex) {
			// the peer that asks would wait for ever
			this.loop.run(() -> send(EncodedEvent.refusal(this.ack, "bad-request")));
			throw ex;
		}
		this.loop.run(() -> send(message));
	}

	private void send(EncodedEvent message) {
		// the server asks, too, and has no id
		boolean there = this.asker.isEmpty() || this.mesh.member(this.asker) != null;
		if (this.outbox.state() == RoomState.JOINED && there) {
			this.outbox.send(message, this.asker);
		}
	}

}
