package io.p2p.benchmarks;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Reads what a server sends over one WebSocket. Frames of the measured event are counted
 * by their headers and skipped; only other ones, which are few, become objects.
 */
final class FrameReader {

	/** Bytes of a payload that are looked at: the marker and a time stamp. */
	private static final int LOOKED_AT = 40;

	private static final int MARKER_OFFSET = 4;

	private static final int LENGTH_BITS = 0x7f;

	private static final int OPCODE_BITS = 0x0f;

	private static final int MEDIUM = 126;

	private static final int LONG = 127;

	private final Listener listener;

	private Marker marker;

	private byte[] carry = new byte[0];

	private int skip;

	private boolean counts;

	private long stamp;

	private byte @Nullable [] collected;

	private int collectedBytes;

	private int opcode;

	private boolean sampling;

	FrameReader(Listener listener, Marker marker) {
		this.listener = listener;
		this.marker = marker;
	}

	void marker(Marker marker) {
		this.marker = marker;
	}

	/**
	 * Have the next measured frame handed over whole.
	 */
	void sample() {
		this.sampling = true;
	}

	/**
	 * Put back what the last buffer ended with and could not be read yet.
	 */
	void restore(ByteBuffer buffer) {
		buffer.put(this.carry);
		this.carry = new byte[0];
	}

	/**
	 * Keep bytes for the next buffer.
	 */
	void keep(ByteBuffer buffer) {
		this.carry = new byte[buffer.remaining()];
		buffer.get(this.carry);
	}

	void read(ByteBuffer in) {
		while (in.hasRemaining()) {
			if (this.skip > 0) {
				skip(in);
			}
			else if (this.collected != null) {
				collect(in, this.collected);
			}
			else if (!begin(in)) {
				keep(in);
				return;
			}
		}
	}

	private boolean begin(ByteBuffer in) {
		int start = in.position();
		int available = in.remaining();
		if (available < 2) {
			return false;
		}
		long length = in.get(start + 1) & LENGTH_BITS;
		int header = (length < MEDIUM) ? 2 : (length == MEDIUM) ? 4 : 10;
		if (available < header) {
			return false;
		}
		if (length == MEDIUM) {
			length = in.getShort(start + 2) & 0xffff;
		}
		else if (length == LONG) {
			length = in.getLong(start + 2);
		}
		if (available < header + Math.min(length, LOOKED_AT)) {
			return false;
		}
		in.position(start + header);
		this.opcode = in.get(start) & OPCODE_BITS;
		classify(in, (int) length);
		return true;
	}

	private void classify(ByteBuffer in, int length) {
		boolean binary = this.opcode == WebSocketFrames.BINARY;
		boolean marked = binary || (length >= MARKER_OFFSET + Long.BYTES
				&& in.getLong(in.position() + MARKER_OFFSET) == this.marker.bytes());
		this.counts = marked && binary == this.marker.binary();
		if (!marked || (this.counts && this.sampling)) {
			this.collected = new byte[length];
			this.collectedBytes = 0;
			collect(in, this.collected);
			return;
		}
		this.stamp = this.marker.stamped() ? Payload.stamp(in) : 0;
		this.skip = length;
		skip(in);
	}

	private void skip(ByteBuffer in) {
		int some = Math.min(this.skip, in.remaining());
		in.position(in.position() + some);
		this.skip -= some;
		if (this.skip == 0 && this.counts) {
			this.listener.measured(this.stamp);
		}
	}

	private void collect(ByteBuffer in, byte[] frame) {
		int some = Math.min(frame.length - this.collectedBytes, in.remaining());
		in.get(frame, this.collectedBytes, some);
		this.collectedBytes += some;
		if (this.collectedBytes == frame.length) {
			this.collected = null;
			if (this.counts) {
				this.sampling = false;
				this.listener.sampled(frame);
				this.listener.measured(0);
			}
			else {
				this.listener.message(this.opcode, frame);
			}
		}
	}

	/**
	 * How to tell the measured event by bytes 4 to 11 of its text.
	 *
	 * @param bytes these bytes
	 * @param binary whether it is the binary after the text that counts
	 * @param stamped whether the payload begins with a time stamp
	 */
	record Marker(long bytes, boolean binary, boolean stamped) {

		static Marker of(String messageText, boolean binary, boolean stamped) {
			long bytes = 0;
			for (int i = 0; i < Long.BYTES; i++) {
				bytes = (bytes << 8) | messageText.charAt(MARKER_OFFSET + i);
			}
			return new Marker(bytes, binary, stamped);
		}

	}

	/**
	 * Takes what was read.
	 */
	interface Listener {

		/**
		 * A measured frame has arrived to its last byte.
		 * @param stamp the time in it, or 0
		 */
		void measured(long stamp);

		/**
		 * A measured frame that was asked for; {@link #measured} follows.
		 */
		void sampled(byte[] payload);

		/**
		 * Any other frame.
		 */
		void message(int opcode, byte[] payload);

	}

}
