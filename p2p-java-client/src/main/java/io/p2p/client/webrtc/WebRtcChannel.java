package io.p2p.client.webrtc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import org.jspecify.annotations.Nullable;

import io.p2p.client.rtc.RtcChannel;

/**
 * A data channel of the native library.
 */
final class WebRtcChannel implements RtcChannel {

	private final RTCDataChannel channel;

	private final NativeCalls calls;

	private final String label;

	// what has come before anybody listened; never locked in a call
	private final List<ByteBuffer> early = new ArrayList<>();

	private volatile @Nullable Events events;

	private volatile RTCDataChannelState state;

	WebRtcChannel(RTCDataChannel channel, NativeCalls calls) {
		this.channel = channel;
		this.calls = calls;
		this.label = channel.getLabel();
		this.state = channel.getState();
		channel.registerObserver(new Observer());
	}

	@Override
	public String label() {
		return this.label;
	}

	@Override
	public boolean isOpen() {
		return this.state == RTCDataChannelState.OPEN;
	}

	@Override
	public long bufferedAmount() {
		return this.calls.get(this.channel::getBufferedAmount, 0L);
	}

	@Override
	public void send(ByteBuffer message) {
		this.calls.run(() -> {
			try {
				this.channel.send(new RTCDataChannelBuffer(message, true));
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	@Override
	public void listen(Events its) {
		synchronized (this.early) {
			this.events = its;
			if (isOpen()) {
				its.opened();
			}
			this.early.forEach(its::received);
			this.early.clear();
		}
	}

	@Override
	public void close() {
		this.state = RTCDataChannelState.CLOSED;
		this.calls.run(this.channel::close);
	}

	/**
	 * Called on threads of the library.
	 */
	private final class Observer implements RTCDataChannelObserver {

		@Override
		public void onBufferedAmountChange(long before) {
			// nobody waits for it: it is not called in 0.14.0
		}

		@Override
		public void onStateChange() {
			RTCDataChannelState now = WebRtcChannel.this.channel.getState();
			synchronized (WebRtcChannel.this.early) {
				WebRtcChannel.this.state = now;
				Events its = WebRtcChannel.this.events;
				if (its != null && now == RTCDataChannelState.OPEN) {
					its.opened();
				}
				else if (its != null && now == RTCDataChannelState.CLOSED) {
					its.closed();
				}
			}
		}

		@Override
		public void onMessage(RTCDataChannelBuffer buffer) {
			// the memory is the library's
			ByteBuffer copy = ByteBuffer.allocate(buffer.data.remaining());
			copy.put(buffer.data).flip();
			synchronized (WebRtcChannel.this.early) {
				Events its = WebRtcChannel.this.events;
				if (its != null) {
					its.received(copy);
				}
				else {
					WebRtcChannel.this.early.add(copy);
				}
			}
		}

	}

}
