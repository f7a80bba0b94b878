package io.p2p.room.log;

import java.util.ArrayList;
import java.util.List;

import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.room.RoomMember;
import io.p2p.room.RoomOptions;

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
		BodyWriter state = new BodyWriter().number(VERSION).flag(room.isHeldOpen());
		RoomEntryCodec.options(state, room.options());
		state.number(room.changes());
		save(room, room.libraryPeers(), state);
		save(room, room.plainPeers(), state);
		return state.bytes(room.mesh().save()).done();
	}

	private void save(LocalRoom room, List<Peer> peers, BodyWriter state) {
		state.number(peers.size());
		for (Peer peer : peers) {
			LocalStay stay = room.stays().get(peer.id());
			this.codec.member(state.text(peer.id().value()), stay.member());
			state.number(stay.generation())
				.number(stay.joinedAt())
				.number(stay.latest())
				.number(stay.began())
				.number(stay.lostChange());
			state.number(stay.linkedTo().size());
			stay.linkedTo().forEach((id) -> state.text(id.value()));
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
		room.open(held ? options : null);
		long changes = state.longNumber();
		Links links = new Links();
		restore(room, state, links);
		restore(room, state, links);
		links.restore(room);
		room.stays().changes(changes);
		byte[] mesh = state.bytes();
		if (mesh != null) {
			room.mesh().restore(mesh);
		}
	}

	private void restore(LocalRoom room, BodyReader state, Links links) {
		int count = state.number();
		for (int i = 0; i < count; i++) {
			PeerId id = new PeerId(state.textOrEmpty());
			RoomMember member = this.codec.member(state, id);
			room.stays()
				.restore(member, state.longNumber(), state.longNumber(), state.longNumber(), state.longNumber(),
						state.longNumber());
			this.memberships.put(id, room.name());
			int receivers = state.number();
			for (int j = 0; j < receivers; j++) {
				links.add(id, new PeerId(state.textOrEmpty()));
			}
		}
	}

	/**
	 * Who sends to whom by link: known when all members are.
	 */
	private static final class Links {

		private final List<PeerId[]> pairs = new ArrayList<>();

		void add(PeerId from, PeerId to) {
			this.pairs.add(new PeerId[] { from, to });
		}

		void restore(LocalRoom room) {
			this.pairs.forEach((pair) -> room.changePath(pair[0], pair[1], Path.WEBRTC));
		}

	}

}
