package io.p2p.signaling;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.EventLimits;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomMember;

/**
 * Lets library peers into rooms and makes their welcomes.
 *
 * @since 0.1.0
 */
public final class Admission {

	private static final int MAX_DATA = 16 * 1024;

	private final MemberLists members = new MemberLists();

	private final RoomManager rooms;

	private final IceLookup iceServers;

	private final int numClients;

	private final int maxPayload;

	/**
	 * Create an admission.
	 * @param rooms the rooms of the server
	 * @param iceServers looks up the ICE servers of peers
	 * @param numClients how many links a peer holds at most
	 * @param maxPayload the bytes that one Socket.IO packet may have
	 */
	public Admission(RoomManager rooms, IceLookup iceServers, int numClients, int maxPayload) {
		this.rooms = rooms;
		this.iceServers = iceServers;
		this.numClients = numClients;
		this.maxPayload = maxPayload;
	}

	/**
	 * Let a peer into a room.
	 * @param peer the peer that joins
	 * @param request its request
	 * @param ice the ICE servers that it is told to use
	 * @param answer gets the welcome, while the room is locked: nothing that happens
	 * there later is sent to the peer before
	 * @return the room, when the peer is in it; fails with a {@link RefusedException} if
	 * the peer may not join
	 */
	public CompletionStage<Room> join(Peer peer, JoinRequest request, IceAnswer ice, Consumer<Welcome> answer) {
		int links = this.numClients;
		if (request.numClients() != null) {
			if (request.numClients() < 0) {
				throw new RefusedException(ErrorCode.BAD_REQUEST, "'numClients' must not be negative");
			}
			links = Math.min(links, request.numClients());
		}
		return this.rooms.join(request.roomName(),
				new RoomMember(peer, false, request.webrtc(), links, checked(request.data())),
				(room) -> answer.accept(welcome(room, peer.id(), ice)));
	}

	/**
	 * Change the data that a peer tells the others of itself.
	 * @param peer the peer
	 * @param request its request
	 * @return completes when the change is on its way to the others; fails with a
	 * {@link RefusedException} if the peer is not in that room
	 * @throws RefusedException if the data is too large
	 */
	public CompletionStage<Void> update(Peer peer, UpdateRequest request) {
		return this.rooms.update(request.roomName(), peer, checked(request.data()));
	}

	/**
	 * Look up the ICE servers that a peer is to use from now on.
	 * @param peer the peer
	 * @return the servers; may complete later, on any thread
	 */
	public CompletionStage<IceAnswer> ice(Peer peer) {
		return this.iceServers.find(peer).thenApply(IceAnswer::of);
	}

	private static @Nullable RawJson checked(@Nullable RawJson data) {
		if (data != null && data.bytes().length > MAX_DATA) {
			throw new RefusedException(ErrorCode.TOO_LARGE, "'data' has at most " + MAX_DATA + " bytes");
		}
		return data;
	}

	private Welcome welcome(Room room, PeerId id, IceAnswer ice) {
		RoomMember self = Objects.requireNonNull(room.member(id));
		return new Welcome(id.value(), room.name(), self.numClients(), this.members.others(room, id),
				room.links(id).stream().map(PeerId::value).toList(), ice.iceServers(), ice.iceLifetime(),
				this.maxPayload, EventLimits.MAX_BINARIES, EventLimits.MAX_DEPTH);
	}

}
