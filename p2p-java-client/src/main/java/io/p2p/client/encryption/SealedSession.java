package io.p2p.client.encryption;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.loop.InUse;
import io.p2p.client.loop.Loop;
import io.p2p.client.session.Entry;
import io.p2p.client.session.RoomListener;
import io.p2p.client.session.Session;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;

/**
 * A session as one room sees it whose members have a key in common: what the room sends
 * is sealed on its way to the server, and what comes is opened. The server sees who sends
 * how much to whom, and when. Used in the loop of the session.
 *
 * @since 0.1.0
 */
public final class SealedSession implements Session {

	// what is around something that is sealed, and what of that is for each member;
	// base64 makes three bytes four
	private static final int AROUND_BYTES = 2 * 1024;

	private static final int BYTES_OF_MEMBER = 64;

	private static final double BASE64 = 3.0 / 4;

	private final Session session;

	private final Loop loop;

	private final String room;

	private final Supplier<RoomKey> key;

	private final Consumer<Failure> failures;

	// while the key is derived
	private boolean pending = true;

	private @Nullable Sealing sealing;

	private boolean left;

	/**
	 * Create a session for a room.
	 * @param session the session of the client
	 * @param loop its loop
	 * @param room the name of the room
	 * @param key derives the key, which may take a while: it is called on another thread
	 * @param failures is told of what is not as a peer sent it
	 */
	public SealedSession(Session session, Loop loop, String room, Supplier<RoomKey> key, Consumer<Failure> failures) {
		this.session = session;
		this.loop = loop;
		this.room = room;
		this.key = key;
		this.failures = failures;
	}

	@Override
	public void add(String name, RoomListener listener) {
		InUse.begin();
		CompletableFuture.supplyAsync(this.key).whenComplete((derived, failure) -> this.loop.run(() -> {
			this.pending = false;
			if (failure != null) {
				Failure why = Failure.of("join-failed", "there is no key to encrypt with").cause(failure);
				listener.failed(why);
				listener.abandoned(why);
			}
			else if (!this.left) {
				begin(derived, listener);
			}
			InUse.end();
		}));
	}

	private void begin(RoomKey derived, RoomListener listener) {
		Mates mates = new Mates(derived);
		SealedOutput output = new SealedOutput(this.session, this.room, mates);
		SealedInput input = new SealedInput(this.session, mates, output, listener, this.failures);
		this.sealing = new Sealing(mates, output, input);
		this.session.add(this.room, input);
	}

	@Override
	public void remove(String name) {
		this.left = true;
		if (this.sealing != null) {
			this.session.remove(name);
		}
	}

	@Override
	public void release() {
		this.session.release();
	}

	@Override
	public String peerId() {
		return this.session.peerId();
	}

	@Override
	public int maxPayload() {
		int members = (this.sealing != null) ? this.sealing.mates.size() : 0;
		return (int) ((this.session.maxPayload() - AROUND_BYTES - BYTES_OF_MEMBER * members) * BASE64);
	}

	@Override
	public boolean isLive() {
		return this.session.isLive();
	}

	@Override
	public boolean isActive() {
		return this.pending || this.session.isActive();
	}

	@Override
	public long queuedBytes() {
		return this.session.queuedBytes();
	}

	@Override
	public void send(Entry entry, long bytes) {
		// before there is a key this client is in no room
		if (this.sealing != null) {
			this.sealing.output.send(entry, bytes);
		}
	}

	@Override
	public void request(String event, ObjectNode argument, BiConsumer<Fields, @Nullable Failure> done) {
		Sealing its = this.sealing;
		if (its == null || !event.equals("p2p:join")) {
			this.session.request(event, argument, done);
			return;
		}
		ObjectNode join = argument.deepCopy().set("data", its.output.told(argument.get("data")));
		this.session.request(event, join,
				(answer, failure) -> its.input.answered(answer, (opened) -> done.accept(opened, failure)));
	}

	@Override
	public void tell(String event, ObjectNode argument) {
		this.session.tell(event, argument);
	}

	@Override
	public void tellVolatile(ObjectNode header, EncodedEvent message) {
		if (this.sealing != null) {
			this.sealing.output.sendVolatile(header, message);
		}
	}

	private record Sealing(Mates mates, SealedOutput output, SealedInput input) {

	}

}
