package io.p2p.client.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.p2p.client.rtc.RtcChannel;

/**
 * One end of a data channel.
 */
final class SimulatedChannel implements RtcChannel {

	private final World world;

	private final SimulatedNetwork network;

	private final String label;

	private final boolean reliable;

	private final int number;

	private final Line<byte[]> line;

	private final List<byte[]> early = new ArrayList<>();

	private SimulatedChannel twin;

	private Events events;

	private boolean open;

	private boolean over;

	private long buffered;

	SimulatedChannel(World world, SimulatedNetwork network, String label, boolean reliable, int number) {
		this.world = world;
		this.network = network;
		this.label = label;
		this.reliable = reliable;
		this.number = number;
		this.line = new Line<>(world, 60, this::carry);
	}

	boolean reliable() {
		return this.reliable;
	}

	int number() {
		return this.number;
	}

	boolean isMatched() {
		return this.twin != null;
	}

	void join(SimulatedChannel other) {
		this.twin = other;
		other.twin = this;
	}

	void open() {
		if (!this.over) {
			this.open = true;
			if (this.events != null) {
				this.events.opened();
			}
		}
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
		return this.buffered;
	}

	@Override
	public void send(ByteBuffer message) {
		if (!this.open || (this.reliable && this.network.refuses())) {
			throw new IllegalStateException("The channel cannot send");
		}
		byte[] bytes = new byte[message.remaining()];
		message.get(bytes);
		if (this.reliable) {
			this.buffered += bytes.length;
			this.line.send(bytes);
		}
		else if (this.world.chance(0.8)) {
			this.world.schedule(() -> this.twin.hear(bytes), this.world.between(0, 60));
		}
	}

	private void carry(byte[] message) {
		this.buffered -= message.length;
		this.twin.hear(message);
	}

	private void hear(byte[] message) {
		if (this.over) {
			return;
		}
		if (this.events == null) {
			this.early.add(message);
		}
		else {
			this.events.received(ByteBuffer.wrap(message));
		}
	}

	@Override
	public void listen(Events its) {
		this.events = its;
		if (this.open) {
			its.opened();
		}
		this.early.forEach((message) -> its.received(ByteBuffer.wrap(message)));
		this.early.clear();
	}

	@Override
	public void close() {
		cut();
	}

	void stop() {
		this.line.stop();
	}

	void goOn() {
		this.line.goOn();
	}

	/**
	 * It is over, with whatever is on its way; the other end hears of it, sooner or
	 * later.
	 */
	void cut() {
		end();
		if (this.twin != null) {
			this.twin.line.stop();
			this.world.schedule(this.twin::end, this.world.between(0, 4_000));
		}
	}

	private void end() {
		if (this.over) {
			return;
		}
		this.over = true;
		this.open = false;
		this.line.stop();
		this.line.lose();
		if (this.events != null) {
			this.events.closed();
		}
	}

}
