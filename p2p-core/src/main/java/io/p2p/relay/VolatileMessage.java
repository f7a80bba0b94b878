package io.p2p.relay;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * A volatile event on its way to another server.
 *
 * @param room the name of the room
 * @param from the id of the sender
 * @param carried the event and its receivers, with its number in place of {@code seq}
 */
record VolatileMessage(String room, String from, CarriedMessage carried) {

	// what other messages between servers do not begin with
	private static final byte KIND = 'v';

	static boolean isOne(byte[] bytes) {
		return bytes.length > 0 && bytes[0] == KIND;
	}

	byte[] write() {
		byte[] name = CarriedMessage.utf8(this.room);
		byte[] id = CarriedMessage.utf8(this.from);
		byte[] event = this.carried.write();
		ByteBuffer out = ByteBuffer
			.allocate(1 + CarriedMessage.size(name) + CarriedMessage.size(id) + CarriedMessage.size(event));
		out.put(KIND);
		CarriedMessage.write(out, name);
		CarriedMessage.write(out, id);
		CarriedMessage.write(out, event);
		return out.array();
	}

	/**
	 * Read a message.
	 * @throws IllegalArgumentException if it is none
	 * @throws BufferUnderflowException if its end is missing
	 */
	static VolatileMessage read(byte[] bytes) {
		ByteBuffer in = ByteBuffer.wrap(bytes);
		in.get();
		return new VolatileMessage(CarriedMessage.text(in), CarriedMessage.text(in),
				CarriedMessage.read(CarriedMessage.bytes(in)));
	}

}
