package io.p2p.socketio.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.ClusterStore;
import io.p2p.cluster.SessionClaim;
import io.p2p.peer.LocalPeer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawMessage;
import io.p2p.room.Room;
import io.p2p.room.Room.Position;
import io.p2p.room.replica.ClusterRoomManager;
import io.p2p.signaling.RoomReturns;

/**
 * What sessions need where several servers share them.
 *
 * @since 0.1.0
 */
public final class SessionCluster {

	private final ClusterStore store;

	private final ClusterRoomManager rooms;

	private final RoomReturns returns;

	private final Duration positionInterval;

	/**
	 * Create the sessions' view of a cluster.
	 * @param store has the owners of sessions
	 * @param rooms has the rooms of their peers
	 * @param returns leads peers back into their rooms
	 * @param positionInterval how often a client is told how far it has come in rooms in
	 * which nothing concerns it
	 */
	public SessionCluster(ClusterStore store, ClusterRoomManager rooms, RoomReturns returns,
			Duration positionInterval) {
		this.store = store;
		this.rooms = rooms;
		this.returns = returns;
		this.positionInterval = positionInterval;
		rooms.onReturn(this::comeBack);
	}

	private CompletionStage<Boolean> comeBack(String room, LocalPeer peer, Position since) {
		CompletableFuture<Boolean> back = new CompletableFuture<>();
		if (peer instanceof SessionPeer its && its.session() instanceof SharedSession session) {
			session.executor().run(() -> {
				session.holdBack();
				this.returns.comeBack(peer, room, since)
					.whenComplete((missed, failure) -> session.executor().run(() -> {
						boolean complete = missed != null && missed.isPresent();
						session.goOn(List.of(), complete ? missed.get() : List.of());
						back.complete(complete);
					}));
			});
		}
		else {
			back.complete(false);
		}
		return back;
	}

	CompletionStage<SessionClaim> claim(String token, @Nullable String user, PeerId newPeer) {
		return this.store.claim(token, user, newPeer.value());
	}

	/**
	 * End a session of which its client says that it does not go on with it.
	 * @param rooms the rooms that the client is about to join anew
	 * @return completes when that is on its way
	 */
	CompletionStage<?> end(String token, @Nullable String user, Collection<String> rooms) {
		return this.store.claim(token, user, null).thenAccept((claim) -> {
			if (claim.outcome() == SessionClaim.Outcome.CLAIMED) {
				PeerId peer = new PeerId(claim.peer());
				this.rooms.disconnect(claim.previous(), peer);
				// Another server that the client comes to before that has the peer
				// leave, too
				CompletableFuture
					.allOf(rooms.stream()
						.map((room) -> this.rooms.leave(room, peer, claim.generation()).toCompletableFuture())
						.toArray(CompletableFuture[]::new))
					.thenRun(() -> this.store.release(token, claim.generation()));
			}
		});
	}

	/**
	 * The page of a session has gone that is not at this server.
	 * @param token the name of the session, unchecked
	 */
	void farewell(String token) {
		this.store.farewell(token).thenAccept((owner) -> owner.ifPresent((found) -> this.rooms.farewell(token, found)));
	}

	/**
	 * Whether another server has had the farewell of a session's page.
	 */
	CompletionStage<Boolean> hasSaidFarewell(PeerSession session) {
		return this.store.hasSaidFarewell(session.token());
	}

	void superseded(SessionPeer peer) {
		this.rooms.superseded(peer);
	}

	void release(PeerSession session) {
		this.store.release(session.token(), session.generation());
	}

	CompletionStage<Optional<List<RawMessage>>> comeBack(SessionPeer peer, Map<String, Position> positions) {
		return this.returns.comeBack(peer, positions);
	}

	List<RawMessage> links(SessionPeer peer) {
		return this.returns.links(peer);
	}

	boolean isIdle() {
		return this.rooms.isIdle();
	}

	Duration positionInterval() {
		return this.positionInterval;
	}

	/**
	 * How far the logs of a peer's rooms are known here. Whatever is up to there has been
	 * given to the peer's loop.
	 */
	Map<String, Long> offsets(PeerId peer) {
		Map<String, Long> offsets = new LinkedHashMap<>();
		for (Room room : new ArrayList<>(this.rooms.roomsOf(peer))) {
			// in the lock: an entry whose offset is known may still be on its way
			synchronized (room) {
				Position position = room.position();
				if (position != null) {
					offsets.put(room.name(), position.offset());
				}
			}
		}
		return offsets;
	}

}
