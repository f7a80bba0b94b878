package io.p2p.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Senders that keep so many deliveries outstanding.
 */
final class Broadcast implements Run.Load {

	private static final Duration DRAIN = Duration.ofSeconds(15);

	private static final int MAX_OUTSTANDING = Integer.getInteger("bench.outstanding", 20_000);

	private static final int MAX_MESSAGES = 2_500;

	private static final long MAX_BYTES = 16 * 1024 * 1024;

	private final LoadLoop loop;

	private final List<LoadClient> senders;

	private final Function<LoadClient, ByteBuffer> frames;

	private final int recipients;

	private final long window;

	private int next;

	private long sent;

	private long received;

	/**
	 * Create a load.
	 * @param recipients how many get what one sends
	 * @param window how many deliveries may be outstanding
	 */
	Broadcast(LoadLoop loop, List<LoadClient> senders, ByteBuffer frame, int recipients, long window) {
		this(loop, senders, (sender) -> frame, recipients, window);
	}

	/**
	 * Create a load.
	 * @param frames what each of the senders sends
	 * @param recipients how many get what one sends
	 * @param window how many deliveries may be outstanding
	 */
	Broadcast(LoadLoop loop, List<LoadClient> senders, Function<LoadClient, ByteBuffer> frames, int recipients,
			long window) {
		this.loop = loop;
		this.senders = senders;
		this.frames = frames;
		this.recipients = recipients;
		this.window = window;
	}

	static long window(int recipients, Payload payload) {
		long most = Math.min(MAX_OUTSTANDING, (long) MAX_MESSAGES * recipients);
		return Math.max(2L * recipients, Math.min(most, MAX_BYTES / payload.bytes()));
	}

	void delivered() {
		this.received++;
	}

	@Override
	public long count() {
		return this.received;
	}

	@Override
	public void drive(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		while (System.nanoTime() < end) {
			fill();
			this.loop.turn();
		}
	}

	private void fill() {
		int blocked = 0;
		while (this.sent * this.recipients - this.received + this.recipients <= this.window
				&& blocked < this.senders.size()) {
			LoadClient sender = this.senders.get(this.next++ % this.senders.size());
			if (sender.blocked()) {
				blocked++;
			}
			else {
				blocked = 0;
				sendOne(sender);
			}
		}
	}

	void sendOne(LoadClient sender) {
		sendOne(sender, this.frames.apply(sender));
	}

	void sendOne(LoadClient sender, ByteBuffer frame) {
		sender.sendShared(frame);
		this.sent++;
	}

	/**
	 * Send no more and wait for what is outstanding.
	 */
	void drain() {
		long expected = this.sent * this.recipients;
		try {
			this.loop.await("all deliveries", DRAIN, () -> this.received >= expected);
		}
		catch (BenchException ex) {
			if (this.received < expected) {
				throw new BenchException("lost " + (expected - this.received) + " of " + expected + " deliveries", ex);
			}
			throw ex;
		}
		this.loop.idle(Duration.ofMillis(50));
		if (this.received != expected) {
			throw new BenchException((this.received - expected) + " deliveries too many");
		}
	}

}
