package io.p2p.client;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.p2p.client.encryption.SealedSession;
import io.p2p.client.file.Sources;
import io.p2p.client.link.Connections;
import io.p2p.client.link.LinkSettings;
import io.p2p.client.loop.Loop;
import io.p2p.client.mesh.Member;
import io.p2p.client.mesh.Mesh;
import io.p2p.client.queue.FutureAnswers;
import io.p2p.client.queue.PendingAcks;
import io.p2p.client.relay.Relay;
import io.p2p.client.room.Dispatcher;
import io.p2p.client.room.OneAnswer;
import io.p2p.client.room.Outbox;
import io.p2p.client.room.RoomFiles;
import io.p2p.client.room.RoomSignals;
import io.p2p.client.room.RoomState;
import io.p2p.client.room.Upgrades;
import io.p2p.client.session.Session;
import io.p2p.client.stream.Mode;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.ReceivedEvent;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.Path;

/**
 * A room as this client is in it. What is called from outside of its loop says so.
 */
final class Room {

	private final Loop loop;

	private final Listeners listeners;

	private final PeerMessageCodec codec;

	private final PendingAcks pendingAcks;

	private final Dispatcher dispatcher;

	private final Outbox outbox;

	private final Upgrades upgrades;

	private final Relay relay;

	private final Mesh mesh;

	private final RoomFiles files;

	// what answers a question of an earlier stay in the room is for none of this one
	private final AtomicLong lastAck;

	private final CompletableFuture<String> joined = new CompletableFuture<>();

	private volatile @Nullable String peerId;

	private volatile boolean left;

	// as the application sees them, on any thread
	private volatile List<RemotePeer> peers = List.of();

	Room(Session session, Loop loop, P2pOptions options, @Nullable JsonNode data, PeerMessageCodec codec,
			Connections connections, Listeners listeners) {
		this.loop = loop;
		this.lastAck = new AtomicLong((long) loop.now());
		this.listeners = listeners;
		this.codec = codec;
		this.pendingAcks = new PendingAcks(loop);
		Mode mode = new Mode();
		Inbox inbox = new Inbox(this, options);
		this.dispatcher = new Dispatcher(options.maxQueuedBytes(), mode, this.pendingAcks, new SentTransfers(this),
				this::offer, this::failed);
		this.outbox = new Outbox(options.maxEventBytes(), options.maxQueuedBytes(), mode, this.dispatcher,
				this::failed);
		this.files = new RoomFiles(loop, this.outbox, inbox, listeners::awaited);
		this.upgrades = new Upgrades(loop, mode, options.autoUpgrade(), inbox);
		LinkSettings links = options.links(loop);
		Relay.Settings settings = new Relay.Settings(options.room(), links != null, options.numClients());
		this.relay = new Relay(sealed(session, options), loop, settings, data, inbox);
		this.mesh = new Mesh(loop, mode, this.relay,
				(links != null) ? new Mesh.Links(links, connections, new RoomSignals(this.relay)) : null, inbox);
		this.dispatcher.connect(this.relay, this.mesh);
		this.files.connect(this.relay, this.mesh);
		this.upgrades.connect(this.relay, this.mesh);
	}

	private Session sealed(Session session, P2pOptions options) {
		return options.isEncrypted()
				? new SealedSession(session, this.loop, options.room(), options::roomKey, this.listeners::fail)
				: session;
	}

	/**
	 * Join the room. Called on any thread.
	 */
	void begin() {
		this.loop.run(this.relay::begin);
	}

	/* What the application asks for, on any thread */

	@Nullable String peerId() {
		return this.peerId;
	}

	List<RemotePeer> peers() {
		return this.peers;
	}

	boolean hasLeft() {
		return this.left;
	}

	CompletableFuture<String> joined() {
		return this.joined.copy();
	}

	Listeners listeners() {
		return this.listeners;
	}

	PeerMessageCodec codec() {
		return this.codec;
	}

	/**
	 * What gets the files and streams of an event that is encoded, on any thread.
	 */
	Sources sources() {
		return new Sources(this.dispatcher::nextId);
	}

	void emit(@Nullable String to, boolean isVolatile, String event, @Nullable Object... arguments) {
		EncodedEvent message = EncodedEvent.event(this.codec, sources(), event, 0, arguments);
		if (isVolatile && !message.sources().isEmpty()) {
			throw new IllegalArgumentException("A file or a stream cannot be volatile");
		}
		this.loop.run(() -> {
			if (isVolatile) {
				this.outbox.sendVolatile(message, to);
			}
			else {
				this.outbox.send(message, to);
			}
		});
	}

	<T> CompletableFuture<T> ask(@Nullable String to, long timeoutMs, String event,
			Function<Map<String, ReceivedEvent>, T> decode, @Nullable Object... arguments) {
		long ack = this.lastAck.updateAndGet((last) -> Math.max(1, (last + 1) & 0xFFFFFFFFL));
		EncodedEvent message = EncodedEvent.event(this.codec, sources(), event, ack, arguments);
		CompletableFuture<T> future = new CompletableFuture<>();
		PendingAcks.Answers answers = new FutureAnswers<>(future, decode, this.listeners::execute, P2pException::new);
		this.loop.run(() -> {
			this.pendingAcks.open(ack, event, to == null, (double) timeoutMs, answers);
			this.outbox.send(message, to);
			if (this.relay.isAbandoned()) {
				this.pendingAcks.fail(ack, Failure.of("not-answered", "the client is closed").event(event));
			}
		});
		future.whenComplete((answer, failure) -> {
			if (future.isCancelled()) {
				this.loop.run(() -> this.pendingAcks.forget(ack));
			}
		});
		return future;
	}

	/**
	 * Leave the room.
	 * @param release whether the client is disconnected if this was its last room
	 */
	void leave(boolean release) {
		this.left = true;
		this.loop.run(() -> {
			if (this.outbox.state() != RoomState.LEFT) {
				// the relay repeats what the links have not delivered: closing them
				// would lose it
				this.mesh.abandonLinks();
				this.relay.leave();
				end(RoomState.LEFT);
				this.joined.completeExceptionally(
						new P2pException(Failure.of("not-a-member", "this client has left the room")));
			}
			if (release) {
				this.relay.release();
			}
		});
	}

	/* What the inbox tells, in the loop */

	void inLoop(Runnable task) {
		this.loop.run(task);
	}

	Mesh mesh() {
		return this.mesh;
	}

	Relay relay() {
		return this.relay;
	}

	Outbox outbox() {
		return this.outbox;
	}

	Upgrades upgrades() {
		return this.upgrades;
	}

	PendingAcks pendingAcks() {
		return this.pendingAcks;
	}

	void welcomed(String id) {
		this.peerId = id;
		snapshot();
		this.outbox.joined();
		this.upgrades.joined();
		this.listeners.tell("", (listener) -> listener.joined(id));
		this.listeners.execute(() -> this.joined.complete(id));
	}

	void refused() {
		end(RoomState.REFUSED);
	}

	void refused(Failure failure) {
		if (this.outbox.state() == RoomState.REFUSED) {
			this.listeners.execute(() -> this.joined.completeExceptionally(new P2pException(failure)));
		}
		this.listeners.fail(failure);
	}

	void end(RoomState next) {
		this.peerId = null;
		this.outbox.end(next);
		this.upgrades.ended();
		this.pendingAcks.failAll("not-answered", "this client is not in the room", next != RoomState.JOINING);
		this.files.gone(null);
		List<Member> all = this.mesh.clear();
		snapshot();
		all.forEach((member) -> tell(member, P2pListener::peerDisconnected));
	}

	void abandoned(Failure failure) {
		this.outbox.forgetQuestions();
		this.pendingAcks.failAll(failure.code(), failure.message(), true);
		this.listeners.execute(() -> this.joined.completeExceptionally(new P2pException(failure)));
	}

	/**
	 * The members are others now, or one of them is.
	 */
	void snapshot() {
		this.peers = this.mesh.members().stream().map(Room::remotePeer).toList();
	}

	void tell(Member member, BiConsumer<P2pListener, RemotePeer> what) {
		RemotePeer peer = remotePeer(member);
		this.listeners.tell(peer.id(), (listener) -> what.accept(listener, peer));
	}

	private static RemotePeer remotePeer(Member member) {
		return new RemotePeer(member.id(), member.info().data(), member.info().user(), member.info().plain(),
				member.info().lost(), member.info().webrtc(), member.isLinked(),
				member.outgoing().isByLink() ? Path.WEBRTC : Path.RELAY);
	}

	void failed(Failure failure, long ack, @Nullable List<String> lost) {
		boolean told = false;
		if (ack > 0 && lost != null) {
			// a question to the room goes on with those who may still answer
			for (String peer : lost) {
				told |= this.pendingAcks.gone(peer, failure.code(), ack);
			}
		}
		else if (ack > 0) {
			told = this.pendingAcks.fail(ack, failure);
		}
		if (!told) {
			this.listeners.fail(failure);
		}
	}

	private void offer(EncodedEvent message, List<String> ids) {
		this.files.offer(message, ids);
	}

	OneAnswer answer(String asker, long ack) {
		return new OneAnswer(this.loop, this.mesh, this.outbox,
				(answer) -> EncodedEvent.answer(this.codec, sources(), ack, answer), asker, ack);
	}

	RoomFiles files() {
		return this.files;
	}

}
