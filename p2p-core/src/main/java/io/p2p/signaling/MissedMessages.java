package io.p2p.signaling;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.LogOffset;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;
import io.p2p.relay.ReplicatedCarrier;
import io.p2p.room.Removal;
import io.p2p.room.RoomMember;
import io.p2p.room.log.MissedReader;
import io.p2p.room.log.RoomEvent;

/**
 * Makes of a room's log what one member has missed: the messages that it would have got.
 */
final class MissedMessages implements MissedReader {

	private final Map<Object, RawMessage> messages = new LinkedHashMap<>();

	private final String room;

	private final PeerId receiver;

	private final ReplicatedCarrier carrier;

	// whether the receiver has left, and knows why or hears it
	private boolean excused;

	MissedMessages(String room, PeerId receiver, ReplicatedCarrier carrier) {
		this.room = room;
		this.receiver = receiver;
		this.carrier = carrier;
	}

	List<RawMessage> messages() {
		return List.copyOf(this.messages.values());
	}

	/**
	 * Whether the receiver has left as it has asked for, or hears that the server has
	 * removed it.
	 * @return {@code false} if it is a member, or left because it was away for too long
	 */
	boolean isExcused() {
		return this.excused;
	}

	@Override
	public void joined(long offset, RoomMember member) {
		if (member.id().equals(this.receiver)) {
			this.excused = false;
		}
		else {
			add(offset, RoomMessages.connect(this.room, member));
		}
	}

	@Override
	public void left(long offset, PeerId peer, @Nullable Removal removal, boolean asked) {
		if (!peer.equals(this.receiver)) {
			add(offset, RoomMessages.disconnect(this.room, peer));
			return;
		}
		this.excused = asked || removal != null;
		if (removal != null) {
			add(offset, RoomMessages.removed(this.room, removal));
		}
	}

	@Override
	public void closed(long offset, Removal removal) {
		left(offset, this.receiver, removal, false);
	}

	@Override
	public void updated(long offset, PeerId peer, @Nullable RawJson data) {
		if (!peer.equals(this.receiver)) {
			add(offset, RoomMessages.update(this.room, peer, data));
		}
	}

	@Override
	public void lost(long offset, PeerId peer, boolean lost) {
		if (!peer.equals(this.receiver)) {
			// only the latest counts: thousands may have been lost and come back
			this.messages.remove(peer);
			this.messages.put(peer, LogOffset.write(RoomMessages.lost(this.room, peer, lost), offset));
		}
	}

	@Override
	public void event(long offset, @Nullable PeerId from, RoomEvent event) {
		RawMessage message = this.carrier.missed(this.room, this.receiver, offset, from, event);
		if (message != null) {
			this.messages.put(offset, message);
		}
	}

	private void add(long offset, RawMessage message) {
		this.messages.put(offset, LogOffset.write(message, offset));
	}

}
