package io.p2p.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.p2p.client.session.ServerTarget;
import io.p2p.client.wire.EncodedEvent;

/**
 * A client in a room: sends events to the other peers of the room and gets theirs, each
 * exactly once and in order. After a reconnect it is the same peer, or if it was away for
 * too long joins again, under another id. Thread-safe; listeners are called on the
 * executor of the connection, those of one peer's events one after the other.
 *
 * @since 0.1.0
 */
public final class P2pPeer implements AutoCloseable {

	private final P2pConnection connection;

	private final Room room;

	private final P2pOptions options;

	P2pPeer(P2pConnection connection, Room room, P2pOptions options) {
		this.connection = connection;
		this.room = room;
		this.options = options;
	}

	/**
	 * Connect to a server, with all defaults, and join a room.
	 * @param server its address, such as {@code https://chat.example.org}
	 * @param options which room, and how
	 * @return the peer, which is about to join: {@link #joined()} tells when it has. When
	 * it is closed, so is its connection
	 * @throws IllegalArgumentException if that is no address of a server
	 */
	public static P2pPeer connect(URI server, P2pOptions options) {
		return P2pConnection.to(server).open().join(options);
	}

	/**
	 * Join another room on the same connection.
	 * @param options which room, and how
	 * @return another peer, which has the same id
	 * @throws IllegalStateException if this client is in that room already
	 */
	public P2pPeer join(P2pOptions options) {
		return this.connection.join(options);
	}

	/**
	 * The name of the room.
	 * @return the name, empty for the server's default room
	 */
	public String room() {
		return this.options.room();
	}

	/**
	 * Tells when the server has let this client into the room.
	 * @return completes with its id; with a {@link P2pException} if it was refused, or
	 * has left before
	 */
	public CompletableFuture<String> joined() {
		return this.room.joined();
	}

	/**
	 * The id of this client.
	 * @return the id, empty while it is not in the room
	 */
	public Optional<String> id() {
		return Optional.ofNullable(this.room.peerId());
	}

	/**
	 * The other members of the room as they are now.
	 * @return a list that does not change
	 */
	public List<RemotePeer> peers() {
		return this.room.peers();
	}

	/**
	 * Another member of the room as it is now.
	 * @param peerId its id
	 * @return the peer, empty if it is not there
	 */
	public Optional<RemotePeer> peer(String peerId) {
		return peers().stream().filter((peer) -> peer.id().equals(peerId)).findFirst();
	}

	/**
	 * Tell the other peers something else of this one, in the place of the option
	 * {@code data}.
	 * @param data whatever the mapper writes as JSON of at most 16 KiB, or 12,000 bytes
	 * in a room with a key, without binaries
	 * @throws IllegalArgumentException if it is more
	 */
	public void setData(@Nullable Object data) {
		JsonNode json = this.connection.json(data, this.options.maxDataBytes());
		this.room.inLoop(() -> this.room.relay().update(json));
	}

	/**
	 * Listen to an event of the other peers.
	 * @param event its name
	 * @param listener the listener
	 * @return takes the listener away
	 * @throws IllegalArgumentException if the name is one of the library's or Socket.IO's
	 */
	public Registration on(String event, EventListener listener) {
		return this.room.listeners().on(EncodedEvent.checked(event), listener);
	}

	/**
	 * Listen to an event of the other peers by its first argument.
	 * @param <T> the type of the argument
	 * @param event its name
	 * @param type the type to read the argument as; {@code byte[]} for binary,
	 * {@link io.p2p.client.file.PeerFile} for a file or a stream. Where it is another,
	 * that is told as {@code bad-message}
	 * @param listener gets the argument, {@code null} if there is none, and the sender
	 * @return takes the listener away
	 * @throws IllegalArgumentException if the name is one of the library's or Socket.IO's
	 */
	public <T> Registration on(String event, Class<T> type, BiConsumer<@Nullable T, Sender> listener) {
		return on(event, new TypedListener<>(this.room.listeners(), type,
				(argument, received) -> listener.accept(argument, received.sender())));
	}

	/**
	 * Answer an event of the other peers by its first argument.
	 * @param <T> the type of the argument
	 * @param event its name
	 * @param type the type to read the argument as
	 * @param listener gets the argument and the sender, and gives the answer, or a
	 * {@link java.util.concurrent.CompletionStage} with it
	 * @return takes the listener away
	 * @throws IllegalArgumentException if the name is one of the library's or Socket.IO's
	 */
	public <T> Registration answer(String event, Class<T> type,
			BiFunction<@Nullable T, Sender, ? extends @Nullable Object> listener) {
		return on(event, new TypedListener<>(this.room.listeners(), type,
				(argument, received) -> received.answer(listener.apply(argument, received.sender()))));
	}

	/**
	 * Listen to every event of the other peers, before the listeners of its name.
	 * @param listener the listener
	 * @return takes the listener away
	 */
	public Registration onAny(EventListener listener) {
		return this.room.listeners().onAny(listener);
	}

	/**
	 * Listen to what happens in the room. Who was there before is in {@link #peers()}.
	 * @param listener the listener
	 * @return takes the listener away
	 */
	public Registration addListener(P2pListener listener) {
		return this.room.listeners().add(listener);
	}

	/**
	 * Send an event to every other member of the room. The arguments are read at once.
	 * @param event its name
	 * @param arguments whatever the mapper writes as JSON; {@code byte[]} and
	 * {@link java.nio.ByteBuffer} anywhere in it go as binaries, a
	 * {@link java.nio.file.Path} as a file and an {@link java.io.InputStream} as a
	 * stream, whose bytes each receiver asks for as it reads
	 * @throws IllegalArgumentException if the name is one of the library's or Socket.IO's
	 * @throws tools.jackson.core.JacksonException if an argument cannot be written
	 */
	public void emit(String event, @Nullable Object... arguments) {
		this.room.emit(null, false, EncodedEvent.checked(event), arguments);
	}

	/**
	 * Ask everybody who is in the room now, without a limit of time.
	 * @param <T> the type of the answers
	 * @param event the name of the event
	 * @param answer the type of the answers
	 * @param arguments the arguments of the event
	 * @return completes with the answers by the ids of their peers, without those who
	 * have left; or with a {@link P2pException}
	 */
	public <T> CompletableFuture<Map<String, @Nullable T>> ask(String event, Class<T> answer,
			@Nullable Object... arguments) {
		return new RoomTarget(this.room, 0).ask(event, answer, arguments);
	}

	/**
	 * Limit the time for the answers to the next question.
	 * @param timeout the time
	 * @return everybody in the room
	 */
	public RoomTarget timeout(Duration timeout) {
		return new RoomTarget(this.room, checked(timeout));
	}

	/**
	 * Address one peer of the room instead of all.
	 * @param peerId its id
	 * @return the peer
	 * @throws IllegalArgumentException if the id is empty
	 */
	public PeerTarget to(String peerId) {
		if (peerId.isEmpty()) {
			throw new IllegalArgumentException("'peerId' must not be empty");
		}
		return new PeerTarget(this.room, peerId, 0);
	}

	/**
	 * Address the handlers of the server instead of peers.
	 * @return the server
	 */
	public ServerTarget server() {
		return this.connection.server();
	}

	/**
	 * Send the next event now or never: for positions, cursors, the state of a game, of
	 * which only the newest counts. It is dropped for whoever does not keep up or is
	 * away, without an error. It may overtake other events; one of its name that is older
	 * than the last is dropped. Nothing is sent before the room is joined.
	 * @return everybody in the room
	 */
	public VolatileTarget asVolatile() {
		return new VolatileTarget(this.room, null);
	}

	/**
	 * Use the links from now on, where they are open.
	 */
	public void upgrade() {
		setUsePeerConnection(true);
	}

	/**
	 * Have events take the links that are open, or not. The automatic upgrade sets it.
	 * @param uses whether they do
	 */
	public void setUsePeerConnection(boolean uses) {
		this.room.inLoop(() -> this.room.upgrades().useLinks(uses));
	}

	/**
	 * Let events pass the server, or not: that is the private mode, in which events go by
	 * link only and wait for links that are planned. A failure of the code
	 * {@code unreachable} names the peers that have none.
	 * @param uses whether they may
	 */
	public void setUseSockets(boolean uses) {
		this.room.inLoop(() -> this.room.upgrades().useRelay(uses));
	}

	/**
	 * Leave the room. The connection stays; another {@link #join} may join the room
	 * again.
	 */
	public void leave() {
		this.room.leave(false);
	}

	/**
	 * Leave the room, and with the last room of the connection close that. What was sent
	 * before leaves before. Does nothing the second time.
	 */
	@Override
	public void close() {
		this.room.leave(true);
	}

	boolean hasLeft() {
		return this.room.hasLeft();
	}

	static long checked(Duration timeout) {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("'timeout' must be above 0");
		}
		return Math.max(1, timeout.toMillis());
	}

	@Override
	public String toString() {
		return "P2pPeer[" + id().orElse("joining") + " in '" + room() + "']";
	}

}
