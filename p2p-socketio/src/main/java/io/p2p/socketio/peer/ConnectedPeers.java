package io.p2p.socketio.peer;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.Frame;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerRegistry;
import io.p2p.relay.MessageRelay;
import io.p2p.room.RoomManager;
import io.p2p.signaling.RoomJoinService;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.session.SessionHost;
import io.p2p.socketio.session.SessionPeer;

/**
 * The connected peers by their connections, and what is done when a peer leaves.
 */
final class ConnectedPeers implements SessionHost {

	// how long a handler may take for what a peer has sent before it left
	private static final Duration LAST_WORDS = Duration.ofMinutes(2);

	private final Map<NamespaceConnection, SocketPeer> peers = new ConcurrentHashMap<>();

	private final RoomManager rooms;

	private final PeerRegistry registry;

	private final MessageRelay relay;

	private final RoomJoinService joins;

	private final PeerLimits limits;

	ConnectedPeers(RoomManager rooms, PeerRegistry registry, MessageRelay relay, RoomJoinService joins,
			PeerLimits limits) {
		this.limits = limits;
		this.rooms = rooms;
		this.registry = registry;
		this.relay = relay;
		this.joins = joins;
	}

	/**
	 * All connected peers.
	 * @return a live, unmodifiable view
	 */
	Collection<SocketPeer> all() {
		return Collections.unmodifiableCollection(this.peers.values());
	}

	void forEach(BiConsumer<NamespaceConnection, SocketPeer> action) {
		this.peers.forEach(action);
	}

	@Nullable SocketPeer of(NamespaceConnection connection) {
		return this.peers.get(connection);
	}

	void add(NamespaceConnection connection, SocketPeer peer) {
		this.peers.put(connection, peer);
		IdentityExpiry.watch(peer);
		this.registry.add(peer);
	}

	@Nullable SocketPeer remove(NamespaceConnection connection) {
		return this.peers.remove(connection);
	}

	@Override
	public boolean has(NamespaceConnection connection, SessionPeer peer) {
		return peer.equals(this.peers.get(connection));
	}

	@Override
	public void retire(NamespaceConnection old, SessionPeer peer) {
		if (this.peers.remove(old, peer)) {
			old.disconnect();
		}
	}

	@Override
	public boolean adopt(NamespaceConnection connection, SessionPeer newcomer, SessionPeer peer) {
		SocketPeer adopted = (SocketPeer) peer;
		if (!this.peers.replace(connection, (SocketPeer) newcomer, adopted)) {
			return false;
		}
		cleanUp(newcomer);
		adopted.moveTo(connection);
		IdentityExpiry.watch(adopted);
		return true;
	}

	@Override
	public @Nullable SessionPeer takeOver(NamespaceConnection connection, SessionPeer newcomer, PeerId id) {
		SocketPeer peer = new SocketPeer(id, connection, this.rooms, this.limits, true);
		if (!this.peers.replace(connection, (SocketPeer) newcomer, peer)) {
			return null;
		}
		if (!id.equals(newcomer.id())) {
			cleanUp(newcomer);
		}
		IdentityExpiry.watch(peer);
		this.registry.add(peer);
		return peer;
	}

	@Override
	public void superseded(SessionPeer peer) {
		this.peers.remove(peer.connection(), peer);
		((SocketPeer) peer).elsewhere();
		this.joins.forget(peer);
		unregister(peer);
		this.relay.queue().forget(peer);
	}

	// Runs end behind the events that the peer has sent, or after LAST_WORDS.
	@Override
	public void leave(SessionPeer peer, Runnable end) {
		((SocketPeer) peer).gone();
		CompletionStage<?> said = this.relay.queue().after(peer, () -> {
			end.run();
			return CompletableFuture.completedFuture(null);
		});
		if (!said.toCompletableFuture().isDone()) {
			Future<?> unused = peer.connection().session().executor().schedule(end, LAST_WORDS);
		}
	}

	@Override
	public void cleanUp(SessionPeer peer) {
		((SocketPeer) peer).gone();
		this.joins.forget(peer);
		unregister(peer);
		this.rooms.leaveAll(peer);
		this.relay.queue().forget(peer);
	}

	@SuppressWarnings("ReferenceEquality") // a peer that has come back is another object
	private void unregister(SessionPeer peer) {
		if (!(this.registry.find(peer.id()) instanceof SocketPeer current) || current == peer) {
			this.registry.remove(peer);
		}
	}

	@Override
	public void connectionsChanged(Collection<SessionPeer> peers) {
		this.rooms.connectionsChanged(peers);
	}

	@Override
	public void givenUp(SessionPeer receiver, List<Frame> frames, boolean failed) {
		new GivenUp((SocketPeer) receiver, frames, failed).report();
	}

}
