package io.p2p.client.link;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;

import io.p2p.client.loop.Loop;
import io.p2p.client.rtc.RtcChannel;
import io.p2p.client.wire.EncodedEvent;

/**
 * The second channel of a link, which neither keeps the order nor repeats what was lost:
 * for events of which only the newest counts. Used in its loop.
 */
final class VolatileChannel {

	// a burst is cut off here, so that it neither fills anything nor keeps the other
	// channel waiting
	private static final int MAX_BUFFERED_BYTES = 64 * 1024;

	private final RtcChannel channel;

	/**
	 * Create a channel.
	 * @param received gets the number of an event, and the event
	 */
	VolatileChannel(RtcChannel channel, Loop loop, BiConsumer<Long, byte[]> received) {
		this.channel = channel;
		channel.listen(new RtcChannel.Events() {
			@Override
			public void opened() {
				// that of the other channel counts
			}

			@Override
			public void received(ByteBuffer message) {
				// whatever else it is, it may get lost
				if (message.remaining() > Integer.BYTES) {
					long number = Integer.toUnsignedLong(message.getInt());
					byte[] event = new byte[message.remaining()];
					message.get(event);
					loop.execute(() -> received.accept(number, event));
				}
			}

			@Override
			public void closed() {
				// that of the other channel counts
			}
		});
	}

	boolean isOpen() {
		return this.channel.isOpen();
	}

	/**
	 * Send an event, unless there is no room for it.
	 */
	void send(long number, EncodedEvent event) {
		if (this.channel.bufferedAmount() + event.size() > MAX_BUFFERED_BYTES) {
			return;
		}
		ByteBuffer message = ByteBuffer.allocate(Integer.BYTES + event.size()).putInt((int) number).put(event.bytes());
		try {
			this.channel.send(message.flip());
		}
		catch (RuntimeException ex) {
			// The channel has closed, or takes no message of that size: the event is lost
		}
	}

}
