package io.p2p.client.stream;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

import io.p2p.client.wire.EncodedEvent;

/**
 * An event, a part of a large one or its abort.
 *
 * @param type its type
 * @param message the event
 * @param transfer the large event that it is of, if it is of one
 * @param offset where the part begins
 * @param secret whether it may not pass the server
 */
record StreamItem(int type, EncodedEvent message, @Nullable OutgoingTransfer transfer, int offset, boolean secret) {

	/** The size of a part. */
	static final int PART_BYTES = 32 * 1024;

	void send(Channel channel) {
		if (this.transfer == null) {
			channel.sendEvent(this.message);
		}
		else if (this.type == Frame.ABORT) {
			channel.send(Frame.ABORT, new long[] { this.transfer.id() });
		}
		else {
			int length = Math.min(PART_BYTES, this.transfer.total() - this.offset);
			channel.send(Frame.PART, new long[] { this.transfer.id(), this.transfer.total(), this.offset },
					ByteBuffer.wrap(this.message.bytes(), this.offset, length));
		}
	}

}
