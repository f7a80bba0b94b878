package io.p2p.client.link;

import java.util.function.Consumer;

import io.p2p.client.loop.Loop;
import io.p2p.client.rtc.RtcChannel;
import io.p2p.client.rtc.RtcConnection;

/**
 * What WebRTC tells on its threads, brought to the loop.
 */
record RtcEvents(Loop loop, Consumer<RtcConnection.Candidate> whenFound, Consumer<RtcConnection.State> whenChanged,
		Consumer<RtcChannel> whenOpened) implements RtcConnection.Events {

	@Override
	public void found(RtcConnection.Candidate candidate) {
		this.loop.execute(() -> this.whenFound.accept(candidate));
	}

	@Override
	public void changed(RtcConnection.State state) {
		this.loop.execute(() -> this.whenChanged.accept(state));
	}

	@Override
	public void opened(RtcChannel channel) {
		this.loop.execute(() -> this.whenOpened.accept(channel));
	}

}
