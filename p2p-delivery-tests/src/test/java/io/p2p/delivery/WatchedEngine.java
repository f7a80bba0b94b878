package io.p2p.delivery;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

import io.p2p.client.rtc.RtcChannel;
import io.p2p.client.rtc.RtcConfiguration;
import io.p2p.client.rtc.RtcConnection;
import io.p2p.client.rtc.RtcEngine;

/**
 * Connections of WebRTC that a test can count, and cut under the library.
 */
final class WatchedEngine implements RtcEngine {

	private final RtcEngine engine;

	private final AtomicInteger made = new AtomicInteger();

	private final List<Watched> open = new CopyOnWriteArrayList<>();

	WatchedEngine(RtcEngine engine) {
		this.engine = engine;
	}

	/**
	 * How many there ever were.
	 */
	int made() {
		return this.made.get();
	}

	/**
	 * How many are not closed.
	 */
	int open() {
		return this.open.size();
	}

	/**
	 * The user names for TURN that the open ones know.
	 */
	List<String> turnUsers() {
		return this.open.stream()
			.flatMap((one) -> one.configuration.iceServers().stream())
			.map(RtcConfiguration.IceServer::username)
			.toList();
	}

	/**
	 * Close one that is connected, as the library does not expect it.
	 * @return whether there is one
	 */
	boolean cut(RandomGenerator random) {
		List<Watched> connected = this.open.stream()
			.filter((one) -> one.state == RtcConnection.State.CONNECTED)
			.toList();
		if (connected.isEmpty()) {
			return false;
		}
		connected.get(random.nextInt(connected.size())).close();
		return true;
	}

	@Override
	public RtcConnection connect(RtcConfiguration configuration, RtcConnection.Events events) {
		Watched watched = new Watched(configuration, events);
		this.made.incrementAndGet();
		watched.connection = this.engine.connect(configuration, watched);
		this.open.add(watched);
		return watched;
	}

	private final class Watched implements RtcConnection, RtcConnection.Events {

		private final RtcConnection.Events events;

		private RtcConnection connection;

		private volatile RtcConfiguration configuration;

		private volatile State state = State.NEW;

		Watched(RtcConfiguration configuration, RtcConnection.Events events) {
			this.configuration = configuration;
			this.events = events;
		}

		@Override
		public void found(Candidate candidate) {
			this.events.found(candidate);
		}

		@Override
		public void changed(State now) {
			this.state = now;
			this.events.changed(now);
		}

		@Override
		public void opened(RtcChannel channel) {
			this.events.opened(channel);
		}

		@Override
		public CompletionStage<Void> offer(boolean restartsIce) {
			return this.connection.offer(restartsIce);
		}

		@Override
		public CompletionStage<Void> answer() {
			return this.connection.answer();
		}

		@Override
		public CompletionStage<Void> take(Description description) {
			return this.connection.take(description);
		}

		@Override
		public void take(Candidate candidate) {
			this.connection.take(candidate);
		}

		@Override
		public boolean isOffering() {
			return this.connection.isOffering();
		}

		@Override
		public Description localDescription() {
			return this.connection.localDescription();
		}

		@Override
		public RtcChannel open(String label, boolean reliable, int id) {
			return this.connection.open(label, reliable, id);
		}

		@Override
		public void configure(RtcConfiguration other) {
			this.configuration = other;
			this.connection.configure(other);
		}

		@Override
		public void close() {
			WatchedEngine.this.open.remove(this);
			this.connection.close();
		}

	}

}
