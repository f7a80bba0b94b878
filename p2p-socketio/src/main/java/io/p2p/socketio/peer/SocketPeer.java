package io.p2p.socketio.peer;

import java.security.Principal;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.Announcements;
import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.OutgoingQueue;
import io.p2p.engineio.send.Recipient;
import io.p2p.engineio.send.SerialExecutor;
import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomMember;
import io.p2p.room.RoomPeer;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.auth.Handshakes;
import io.p2p.socketio.session.PeerSession;
import io.p2p.socketio.session.SessionPeer;

/**
 * A peer that is connected to this server. It is a recipient itself, so that deliver()
 * can pass packets on to a session that has begun after they were addressed to the peer.
 */
final class SocketPeer implements SessionPeer, Recipient {

	private final PeerId id;

	private final RoomManager rooms;

	private volatile NamespaceConnection connection;

	private final PeerRequests requests;

	private volatile boolean library;

	private volatile boolean joined;

	private volatile boolean resuming;

	private volatile Presence presence = Presence.CONNECTED;

	private volatile @Nullable IdentityExpiry expiry;

	private volatile @Nullable PeerSession session;

	SocketPeer(NamespaceConnection connection, RoomManager rooms, PeerLimits limits, boolean library) {
		this(new PeerId(connection.id().toString()), connection, rooms, limits, library);
	}

	/**
	 * Create a peer.
	 * @param id the id of the peer, that of its first connection
	 */
	SocketPeer(PeerId id, NamespaceConnection connection, RoomManager rooms, PeerLimits limits, boolean library) {
		this.id = id;
		this.rooms = rooms;
		this.connection = connection;
		this.requests = new PeerRequests(connection, limits);
		this.library = library;
	}

	@Override
	public PeerId id() {
		return this.id;
	}

	@Override
	public PeerHandshake handshake() {
		return Handshakes.of(this.connection);
	}

	@Override
	public @Nullable Principal principal() {
		return this.connection.principal();
	}

	@Override
	public @Nullable RawJson user() {
		return this.connection.user();
	}

	@Override
	public @Nullable RawJson data() {
		return this.rooms.roomsOf(this.id)
			.stream()
			.map((room) -> room.member(this.id))
			.map((member) -> (member != null) ? member.data() : null)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	@Override
	public Path path() {
		return this.rooms.roomsOf(this.id).stream().anyMatch((room) -> room.path(this.id) == Path.WEBRTC) ? Path.WEBRTC
				: Path.RELAY;
	}

	@Override
	public void disconnect() {
		PeerSession current = this.session;
		if (current != null) {
			current.dismiss();
		}
		else {
			this.connection.disconnect();
		}
	}

	/**
	 * Another peer of a room, if it is connected to this server.
	 */
	@Nullable SocketPeer other(String room, PeerId other) {
		Room found = this.rooms.find(room);
		RoomMember member = (found != null) ? found.member(other) : null;
		return (member != null && RoomPeer.unwrap(member.peer()) instanceof SocketPeer peer) ? peer : null;
	}

	/**
	 * What the peer asks for.
	 */
	PeerRequests requests() {
		return this.requests;
	}

	@Override
	public NamespaceConnection connection() {
		return this.connection;
	}

	/**
	 * Go on with another connection, whose reading pauses if too many earlier events
	 * still wait. Called on the event loop of that connection.
	 */
	void moveTo(NamespaceConnection next) {
		this.connection = next;
		this.requests.moveTo(next);
	}

	@Override
	public @Nullable PeerSession session() {
		return this.session;
	}

	@Override
	public void open(PeerSession opened) {
		this.session = opened;
	}

	@Override
	public boolean hasLeft() {
		return this.presence == Presence.LEFT;
	}

	/**
	 * Note that the peer goes on as another object, maybe at another server.
	 */
	void elsewhere() {
		this.presence = Presence.ELSEWHERE;
		expiry(null);
	}

	@Override
	public void roomLost() {
		PeerSession current = this.session;
		if (current != null) {
			current.breakOff();
		}
		else {
			this.connection.session().fail();
		}
	}

	/**
	 * Where events for the peer are delivered: its session, or the peer itself.
	 */
	Recipient recipient() {
		PeerSession current = this.session;
		return (current != null) ? current : this;
	}

	@Override
	public SerialExecutor executor() {
		return this.connection.session().executor();
	}

	@Override
	public void deliver(EncodedBatch batch, @Nullable Runnable done) {
		PeerSession current = this.session;
		if (current != null) {
			current.deliver(batch, done);
		}
		else if (isGone()) {
			// an earlier peer, which has come back, may have taken the connection over
			OutgoingQueue.finish(done);
		}
		else {
			this.connection.session().deliver(batch, done);
		}
	}

	@Override
	public @Nullable Announcements gathersAt() {
		PeerSession current = this.session;
		if (current != null) {
			return current.gathersAt();
		}
		return isGone() ? null : this.connection.session().gathersAt();
	}

	@Override
	public void fail() {
		PeerSession current = this.session;
		if (current != null) {
			current.fail();
		}
		else {
			this.connection.session().fail();
		}
	}

	/**
	 * Whether its requests are refused, as its session is still looked for.
	 */
	boolean isResuming() {
		return this.resuming;
	}

	@Override
	public void resuming(boolean value) {
		this.resuming = value;
	}

	/**
	 * Whether the client speaks the library's protocol.
	 */
	boolean isLibrary() {
		return this.library;
	}

	void becomeLibrary() {
		this.library = true;
	}

	@Override
	public boolean hasJoined() {
		return this.joined;
	}

	void joined() {
		this.joined = true;
	}

	// what waits for the end of the peer's identity
	@Nullable IdentityExpiry expiry() {
		return this.expiry;
	}

	/**
	 * Replace what waits for the end of the peer's identity.
	 */
	synchronized void expiry(@Nullable IdentityExpiry next) {
		IdentityExpiry previous = this.expiry;
		this.expiry = next;
		if (previous != null) {
			previous.cancel();
		}
	}

	@Override
	public boolean isLost() {
		return this.presence == Presence.LOST;
	}

	@Override
	public void lost(boolean value) {
		if (!isGone()) {
			this.presence = value ? Presence.LOST : Presence.CONNECTED;
		}
	}

	/**
	 * Whether the peer has left for good.
	 */
	boolean isGone() {
		return this.presence.isGone();
	}

	void gone() {
		if (!isGone()) {
			this.presence = Presence.LEFT;
		}
		expiry(null);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Peer that && this.id.equals(that.id());
	}

	@Override
	public int hashCode() {
		return this.id.hashCode();
	}

	@Override
	public String toString() {
		return "Peer[" + this.id + "]";
	}

}
