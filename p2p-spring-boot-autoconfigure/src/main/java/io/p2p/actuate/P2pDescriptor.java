package io.p2p.actuate;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The responses of the endpoint {@code p2p}.
 *
 * @since 0.1.0
 */
public sealed interface P2pDescriptor extends OperationResponseBody {

	/**
	 * The list of rooms, the largest first.
	 *
	 * @param peers how many peers are connected
	 * @param lostPeers how many have lost their connection and may come back
	 * @param total how many rooms there are; where several servers share rooms, those
	 * that this one follows, as it has members in them
	 * @param server the name of this server where several share rooms, else {@code null}
	 * @param rooms the rooms of the page that was asked for
	 */
	record Rooms(int peers, int lostPeers, int total, @Nullable String server,
			List<RoomSummary> rooms) implements P2pDescriptor {

	}

	/**
	 * A room in the list.
	 *
	 * @param room the name, empty for the default room
	 * @param peers how many peers are in it
	 */
	record RoomSummary(String room, int peers) {

	}

	/**
	 * The mesh of one room.
	 *
	 * @param room the name, empty for the default room
	 * @param total how many peers are in it
	 * @param peers the peers of the page that was asked for, by their ids
	 * @param links the planned links between these; all other pairs use the relay only
	 */
	record Mesh(String room, int total, List<PeerSummary> peers, List<Link> links) implements P2pDescriptor {

	}

	/**
	 * A peer in a room.
	 *
	 * @param id the public id
	 * @param plain whether it is a Socket.IO client without the P2P library
	 * @param webrtc whether it can open links
	 * @param lost whether it has lost its connection and may come back
	 * @param relayed how many of its events, and parts of events, have gone through this
	 * server
	 * @param server the name of the server that it is at, {@code null} for this one
	 * @param values what it is known by, {@code null} if values are not shown
	 */
	record PeerSummary(String id, boolean plain, boolean webrtc, boolean lost, long relayed, @Nullable String server,
			@Nullable PeerValues values) {

	}

	/**
	 * A planned link.
	 *
	 * @param from the id of one end
	 * @param to the id of the other end
	 * @param path the path of events in this direction: {@code webrtc}, or {@code relay}
	 * while the link is not open or not used
	 * @param returnPath the path of events in the other direction
	 */
	record Link(String from, String to, String path, String returnPath) {

	}

	/**
	 * A peer and the rooms it is in.
	 *
	 * @param id the public id
	 * @param lost whether it has lost its connection and may come back
	 * @param server the name of the server that it is at, {@code null} for this one
	 * @param rooms the names of its rooms, of those that this server follows
	 * @param values what it is known by, {@code null} if values are not shown
	 */
	record PeerDetails(String id, boolean lost, @Nullable String server, Set<String> rooms,
			@Nullable PeerValues values) implements P2pDescriptor {

	}

	/**
	 * Values that may identify the user behind a peer.
	 *
	 * @param principal the name of its principal, {@code null} if it has none
	 * @param remoteAddress the address that its connection came from
	 * @param data what it tells the others of itself, {@code null} for nothing or more
	 * than 1 KiB
	 */
	record PeerValues(@Nullable String principal, String remoteAddress, @Nullable Object data) {

	}

}
