package io.p2p.client.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.p2p.client.rtc.RtcChannel;
import io.p2p.client.rtc.RtcConfiguration;
import io.p2p.client.rtc.RtcConnection;

/**
 * One end of a connection.
 */
final class SimulatedConnection implements RtcConnection {

	private final World world;

	private final SimulatedNetwork network;

	private final String id;

	private final RtcConnection.Events events;

	private final List<SimulatedChannel> channels = new ArrayList<>();

	// some stacks take less than others
	private final int maxMessageSize;

	private Description local;

	private SimulatedConnection other;

	private boolean offering;

	private boolean described;

	private State state = State.NEW;

	private boolean closed;

	SimulatedConnection(World world, SimulatedNetwork network, String id, RtcConnection.Events events) {
		this.world = world;
		this.network = network;
		this.id = id;
		this.events = events;
		this.maxMessageSize = world.chance(0.3) ? 8_000 : 262_144;
		this.local = describe(true);
	}

	private Description describe(boolean offer) {
		return new Description(offer,
				"v=0\r\na=simulated:" + this.id + "\r\na=max-message-size:" + this.maxMessageSize + "\r\n");
	}

	@Override
	public CompletionStage<Void> offer(boolean restartsIce) {
		this.offering = true;
		this.described = false;
		this.local = describe(true);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletionStage<Void> answer() {
		this.local = describe(false);
		this.described = true;
		establish();
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletionStage<Void> take(Description description) {
		String its = description.sdp().replaceAll("(?s).*a=simulated:(\\w+).*", "$1");
		this.other = this.network.find(its);
		this.offering = false;
		this.described = !description.offer();
		if (this.described) {
			establish();
		}
		return CompletableFuture.completedFuture(null);
	}

	private void establish() {
		SimulatedConnection its = this.other;
		if (its == null || its.other != this || !its.described || !this.described || its.closed || this.closed) {
			return;
		}
		boolean works = this.network.works();
		double delay = this.world.between(5, 400);
		for (SimulatedConnection end : List.of(this, its)) {
			this.world.schedule(() -> {
				if (!end.closed && end.state != State.CONNECTED) {
					end.enter(works ? State.CONNECTED : State.FAILED);
				}
			}, delay + this.world.between(0, 100));
		}
	}

	private void enter(State next) {
		this.world.note("connection", this.id, next);
		this.state = next;
		this.events.changed(next);
		if (next == State.CONNECTED) {
			goOn();
			List.copyOf(this.channels).forEach(this::match);
		}
	}

	@Override
	public void take(Candidate candidate) {
		// whether there is a way is decided otherwise
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
	public RtcChannel open(String label, boolean reliable, int number) {
		if (this.closed) {
			throw new IllegalStateException("The connection is closed");
		}
		SimulatedChannel channel = new SimulatedChannel(this.world, this.network, label, reliable, number);
		this.channels.add(channel);
		match(channel);
		return channel;
	}

	// opens a channel once both ends have it
	private void match(SimulatedChannel channel) {
		SimulatedConnection its = this.other;
		if (channel.isMatched() || its == null || this.state != State.CONNECTED || its.state != State.CONNECTED) {
			return;
		}
		if (channel.number() < 0) {
			SimulatedChannel twin = new SimulatedChannel(this.world, this.network, channel.label(), channel.reliable(),
					-1);
			twin.join(channel);
			its.channels.add(twin);
			twin.open();
			its.events.opened(twin);
			this.world.schedule(channel::open, this.world.between(0, 200));
			return;
		}
		for (SimulatedChannel twin : its.channels) {
			if (twin.number() == channel.number() && !twin.isMatched()) {
				twin.join(channel);
				this.world.schedule(channel::open, this.world.between(0, 200));
				this.world.schedule(twin::open, this.world.between(0, 200));
				return;
			}
		}
	}

	@Override
	public void configure(RtcConfiguration configuration) {
		// it needs no servers
	}

	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.state = State.CLOSED;
		this.network.forget(this.id);
		// the other end hears of it, or finds out
		this.channels.forEach(SimulatedChannel::cut);
	}

	boolean isConnected() {
		return this.state == State.CONNECTED && this.other != null && this.other.state == State.CONNECTED;
	}

	@Override
	public String toString() {
		return this.id + " and " + ((this.other != null) ? this.other.id : "nobody");
	}

	private List<SimulatedConnection> ends() {
		return List.of(this, this.other);
	}

	/**
	 * Carry nothing, and say nothing of it.
	 */
	void stop() {
		ends().forEach((end) -> end.channels.forEach(SimulatedChannel::stop));
	}

	void goOn() {
		this.channels.forEach(SimulatedChannel::goOn);
	}

	/**
	 * It is lost: both ends find out in their own time.
	 */
	void die() {
		stop();
		ends().forEach((end) -> this.world.schedule(() -> {
			if (!end.closed) {
				end.enter(State.FAILED);
			}
		}, this.world.between(0, 3_000)));
	}

	/**
	 * It is interrupted, and may come back.
	 */
	void falter() {
		stop();
		for (SimulatedConnection end : ends()) {
			this.world.schedule(() -> {
				if (!end.closed && end.state == State.CONNECTED) {
					end.enter(State.DISCONNECTED);
				}
			}, this.world.between(0, 500));
		}
	}

	void closeChannel() {
		this.world.anyOf(this.channels).cut();
	}

}
