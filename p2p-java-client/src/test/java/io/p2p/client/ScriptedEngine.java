package io.p2p.client;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.p2p.client.rtc.RtcChannel;
import io.p2p.client.rtc.RtcConfiguration;
import io.p2p.client.rtc.RtcConnection;
import io.p2p.client.rtc.RtcEngine;

/**
 * A connection that opens and closes when a test says so.
 */
final class ScriptedEngine implements RtcEngine {

	private static final String SDP = "v=0\r\n";

	private Connection connection;

	@Override
	public RtcConnection connect(RtcConfiguration configuration, RtcConnection.Events events) {
		this.connection = new Connection(events);
		return this.connection;
	}

	void open() {
		this.connection.events.changed(RtcConnection.State.CONNECTED);
		this.connection.channel.open = true;
		this.connection.channel.events.opened();
	}

	void lose() {
		this.connection.channel.open = false;
		this.connection.channel.events.closed();
	}

	private static final class Connection implements RtcConnection {

		private final RtcConnection.Events events;

		private final Channel channel = new Channel("reliable");

		private boolean offering;

		private Description local = new Description(true, SDP);

		Connection(RtcConnection.Events events) {
			this.events = events;
		}

		@Override
		public CompletionStage<Void> offer(boolean restartsIce) {
			this.offering = true;
			return describe(true);
		}

		@Override
		public CompletionStage<Void> answer() {
			return describe(false);
		}

		private CompletionStage<Void> describe(boolean offer) {
			this.local = new Description(offer, SDP);
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletionStage<Void> take(Description description) {
			this.offering &= description.offer();
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void take(Candidate candidate) {
			// what it opens by is the test's word
		}

		@Override
		public boolean isOffering() {
			return this.offering;
		}

		@Override
		public Description localDescription() {
			return this.local;
		}

		@Override
		public RtcChannel open(String label, boolean reliable, int id) {
			return reliable ? this.channel : new Channel(label);
		}

		@Override
		public void configure(RtcConfiguration configuration) {
			// it needs no servers
		}

		@Override
		public void close() {
			this.channel.close();
		}

	}

	private static final class Channel implements RtcChannel {

		private final String label;

		private boolean open;

		private RtcChannel.Events events;

		Channel(String label) {
			this.label = label;
		}

		@Override
		public String label() {
			return this.label;
		}

		@Override
		public boolean isOpen() {
			return this.open;
		}

		@Override
		public long bufferedAmount() {
			return 0;
		}

		@Override
		public void send(ByteBuffer message) {
			// nobody is at the other end
		}

		@Override
		public void listen(RtcChannel.Events its) {
			this.events = its;
		}

		@Override
		public void close() {
			this.open = false;
		}

	}

}
