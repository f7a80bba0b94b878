package io.p2p.room.replica;

import java.util.ArrayList;
import java.util.List;

import io.p2p.peer.PeerId;
import io.p2p.room.RoomMember;
import io.p2p.room.RoomOptions;
import io.p2p.room.log.LocalRoom;
import io.p2p.room.log.Memberships;
import io.p2p.room.log.RoomSnapshot;

/**
 * Writes the state of a room, and restores it: all that later entries depend on. Used
 * while the room is locked.
 */
final class RoomCheckpoints {

	private static final int VERSION = 1;

	private final RoomEntryCodec codec;

	private final Memberships memberships;

	RoomCheckpoints(RoomEntryCodec codec, Memberships memberships) {
		this.codec = codec;
		this.memberships = memberships;
	}

	byte[] save(LocalRoom room) {
		RoomSnapshot saved = RoomSnapshot.of(room);
		BodyWriter state = new BodyWriter().number(VERSION).flag(saved.opened() != null);
		RoomEntryCodec.options(state, (saved.opened() != null) ? saved.opened() : RoomOptions.DEFAULTS);
		state.number(saved.changes());
		write(saved.library(), state);
		write(saved.plain(), state);
		return state.bytes(saved.mesh()).done();
	}

	private void write(List<RoomSnapshot.Member> members, BodyWriter state) {
		state.number(members.size());
		for (RoomSnapshot.Member one : members) {
			this.codec.member(state.text(one.member().id().value()), one.member());
			state.number(one.generation())
				.number(one.joinedAt())
				.number(one.latest())
				.number(one.began())
				.number(one.lostChange());
			state.number(one.linkedTo().size());
			one.linkedTo().forEach((id) -> state.text(id.value()));
		}
	}

	/**
	 * Restore a room that is empty.
	 * @throws IllegalStateException if a later version has written the state
	 */
	void restore(LocalRoom room, byte[] bytes) {
		BodyReader state = new BodyReader(bytes);
		int version = state.number();
		if (version != VERSION) {
			throw new IllegalStateException("The state of a room has version " + version + ", not " + VERSION);
		}
		boolean held = state.flag();
		RoomOptions options = RoomEntryCodec.options(state);
		new RoomSnapshot(held ? options : null, state.longNumber(), members(state), members(state), state.bytes())
			.restore(room, this.memberships);
	}

	private List<RoomSnapshot.Member> members(BodyReader state) {
		int count = state.number();
		List<RoomSnapshot.Member> members = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			RoomMember member = this.codec.member(state, new PeerId(state.textOrEmpty()));
			members.add(new RoomSnapshot.Member(member, state.longNumber(), state.longNumber(), state.longNumber(),
					state.longNumber(), state.longNumber(), receivers(state)));
		}
		return members;
	}

	private static List<PeerId> receivers(BodyReader state) {
		int count = state.number();
		List<PeerId> receivers = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			receivers.add(new PeerId(state.textOrEmpty()));
		}
		return receivers;
	}

}
