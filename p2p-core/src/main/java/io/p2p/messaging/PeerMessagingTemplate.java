package io.p2p.messaging;

import java.time.Duration;
import java.util.Set;

import org.springframework.util.Assert;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerRegistry;
import io.p2p.peer.PeerSender;
import io.p2p.room.RoomManager;
import io.p2p.room.replica.ClusterRoomManager;

/**
 * Sends events of the application to a room, to a peer or to all peers of a user, and
 * asks them for answers. Peers get these as events of a peer with the empty id.
 * Thread-safe; never blocks. Events that one thread sends to a peer arrive in their
 * order. A room or peer that does not exist is no error: results say how many peers there
 * were.
 *
 * @since 0.1.0
 */
public final class PeerMessagingTemplate {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final MessageSender sender;

	/**
	 * Create a template.
	 * @param rooms the rooms of the server
	 * @param peers the peers and their users
	 * @param sender sends to peers
	 * @param codec encodes events and decodes answers
	 * @param questions keeps the questions that wait for answers
	 */
	public PeerMessagingTemplate(RoomManager rooms, PeerRegistry peers, PeerSender sender, PeerMessageCodec codec,
			PeerQuestions questions) {
		this.sender = new MessageSender(codec, new LocalRoute(new RecipientResolver(rooms, peers), sender, questions));
	}

	/**
	 * Create a template where several servers share rooms.
	 * @param rooms the rooms
	 * @param peers the peers of this server and their users
	 * @param codec encodes events and decodes answers
	 * @param questions keeps the questions that wait for answers
	 */
	public PeerMessagingTemplate(ClusterRoomManager rooms, PeerRegistry peers, PeerMessageCodec codec,
			PeerQuestions questions) {
		this.sender = new MessageSender(codec, new ClusterRoute(rooms, peers, questions));
	}

	/**
	 * All members of a room.
	 * @param room the name of the room, empty for the default room
	 * @return the target
	 */
	public PeersTarget toRoom(String room) {
		Assert.notNull(room, "'room' must not be null");
		return new PeersTarget(this.sender, new Address.Members(room), Set.of(), TIMEOUT);
	}

	/**
	 * One peer, which is addressed in the first of its rooms by name.
	 * @param peer the id of the peer
	 * @return the target
	 */
	public PeerTarget toPeer(PeerId peer) {
		Assert.notNull(peer, "'peer' must not be null");
		return new PeerTarget(this.sender, new Address.One(peer, null), TIMEOUT);
	}

	/**
	 * One peer, which is addressed in the given room.
	 * @param peer the id of the peer
	 * @param room the name of the room
	 * @return the target; sending to it has no effect while the peer is not in that room
	 */
	public PeerTarget toPeer(PeerId peer, String room) {
		Assert.notNull(peer, "'peer' must not be null");
		Assert.notNull(room, "'room' must not be null");
		return new PeerTarget(this.sender, new Address.One(peer, room), TIMEOUT);
	}

	/**
	 * All peers of a user, such as the tabs of a browser. Each is addressed in the first
	 * of its rooms by name, and left out if it is in no room.
	 * @param user the name of the peers' {@linkplain io.p2p.peer.Peer#principal
	 * principal}
	 * @return the target
	 */
	public PeersTarget toUser(String user) {
		Assert.notNull(user, "'user' must not be null");
		return new PeersTarget(this.sender, new Address.OfUser(user, null), Set.of(), TIMEOUT);
	}

	/**
	 * The peers of a user that are in the given room, and are addressed there.
	 * @param user the name of the peers' {@linkplain io.p2p.peer.Peer#principal
	 * principal}
	 * @param room the name of the room
	 * @return the target
	 */
	public PeersTarget toUser(String user, String room) {
		Assert.notNull(user, "'user' must not be null");
		Assert.notNull(room, "'room' must not be null");
		return new PeersTarget(this.sender, new Address.OfUser(user, room), Set.of(), TIMEOUT);
	}

}
