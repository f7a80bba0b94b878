package io.p2p.signaling;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.RawJson;
import io.p2p.room.RoomMember;

/**
 * The members of a room as JSON. Written by hand: in a large room this is most of what a
 * newcomer is told.
 */
final class MemberList {

	private static final byte[] ID = ascii("{\"peerId\":");

	private static final byte[] WEBRTC = ascii(",\"webrtc\":true");

	private static final byte[] NO_WEBRTC = ascii(",\"webrtc\":false");

	private static final byte[] PLAIN = ascii(",\"plain\":true");

	private static final byte[] LOST = ascii(",\"lost\":true");

	private static final byte[] DATA = ascii(",\"data\":");

	// of a member without data
	private static final int USUAL_SIZE = 72;

	private byte[] bytes;

	private int size;

	private long changes;

	MemberList(int members) {
		this.bytes = new byte[2 + members * USUAL_SIZE];
		append('[');
	}

	void add(RoomMember member) {
		if (this.size > 1) {
			append(',');
		}
		append(ID);
		appendText(member.id().value());
		append(member.webrtc() ? WEBRTC : NO_WEBRTC);
		if (member.plain()) {
			append(PLAIN);
		}
		if (member.lost()) {
			append(LOST);
		}
		RawJson data = member.data();
		if (data != null) {
			append(DATA);
			append(data.bytes());
		}
		append('}');
	}

	/**
	 * Up to which of the room's changes this is a list of all its members.
	 */
	long changes() {
		return this.changes;
	}

	void changes(long number) {
		this.changes = number;
	}

	/**
	 * Those who have been added, as an array.
	 */
	RawJson json() {
		byte[] json = Arrays.copyOf(this.bytes, this.size + 1);
		json[this.size] = ']';
		return new RawJson(json);
	}

	private void appendText(String text) {
		makeRoom(text.length() + 2);
		int start = this.size;
		append('"');
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (character < ' ' || character > '~' || character == '"' || character == '\\') {
				this.size = start;
				append(PeerMessageCodec.PROTOCOL.write(text));
				return;
			}
			append(character);
		}
		append('"');
	}

	private void append(char ascii) {
		makeRoom(1);
		this.bytes[this.size++] = (byte) ascii;
	}

	private void append(byte[] more) {
		makeRoom(more.length);
		System.arraycopy(more, 0, this.bytes, this.size, more.length);
		this.size += more.length;
	}

	private void makeRoom(int more) {
		if (this.size + more > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(2 * this.bytes.length, this.size + more));
		}
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
