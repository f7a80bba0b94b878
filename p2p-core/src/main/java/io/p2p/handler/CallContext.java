package io.p2p.handler;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;
import io.p2p.room.RoomPeer;

/**
 * What the arguments of one call are taken from: a message, as spring-messaging's
 * resolvers want it.
 *
 * @param peer who sent the event, or joined or left, as it is in the room
 * @param room the room, {@code null} for none
 * @param member the peer in the room
 * @param event the event, one without arguments where a peer joined or left
 * @param number the number of the event in its sender's session, 0 for none
 */
record CallContext(Peer peer, @Nullable Room room, @Nullable RoomMember member, RawMessage event,
		long number) implements Message<RawMessage> {

	static CallContext of(Peer sender, @Nullable Room room, RawMessage event, long number) {
		RoomMember member = (room != null) ? room.member(sender.id()) : null;
		return (room != null && member != null) ? of(room, member, event, number)
				: new CallContext(sender, room, null, event, number);
	}

	static CallContext of(Room room, RoomMember member, RawMessage event, long number) {
		return new CallContext(new RoomPeer(room, member), room, member, event, number);
	}

	/**
	 * See {@link io.p2p.peer.PeerMessage#id()}.
	 */
	@Nullable String id() {
		return (this.number > 0) ? this.peer.id() + "/" + this.number : null;
	}

	@Override
	public RawMessage getPayload() {
		return this.event;
	}

	// made when they are asked for: few handlers do
	@Override
	public MessageHeaders getHeaders() {
		Map<String, Object> headers = new HashMap<>();
		headers.put(PeerMessageHeaders.EVENT, this.event.event());
		headers.put(PeerMessageHeaders.SIZE, this.event.size());
		headers.put(PeerMessageHeaders.PEER, this.peer);
		if (this.number > 0) {
			headers.put(PeerMessageHeaders.EVENT_ID, id());
		}
		if (this.room != null) {
			headers.put(PeerMessageHeaders.ROOM_NAME, this.room.name());
			headers.put(PeerMessageHeaders.ROOM, this.room);
		}
		return new MessageHeaders(headers);
	}

}
