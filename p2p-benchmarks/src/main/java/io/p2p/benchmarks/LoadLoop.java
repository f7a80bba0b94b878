package io.p2p.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The one thread on which all clients live.
 */
final class LoadLoop implements AutoCloseable {

	private static final int BUFFER_BYTES = 256 * 1024;

	private static final int TURN_MILLIS = 5;

	private static final int PER_ADDRESS = 9000;

	private static final int ADDRESSES = 100;

	private final List<InetSocketAddress> addresses;

	private final Selector selector;

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

	private long opened;

	private @Nullable BenchException failure;

	/**
	 * Create a loop.
	 * @param ports where the servers listen, which clients connect to in turn
	 */
	LoadLoop(Integer... ports) {
		this.addresses = Stream.of(ports)
			.map((port) -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
			.toList();
		try {
			this.selector = Selector.open();
		}
		catch (IOException ex) {
			throw new BenchException("No selector", ex);
		}
	}

	int nodes() {
		return this.addresses.size();
	}

	/**
	 * Which of the servers the next connection goes to.
	 */
	int nextNode() {
		return (int) (this.opened % this.addresses.size());
	}

	SelectionKey open(Ready handler) {
		try {
			SocketChannel channel = SocketChannel.open();
			channel.configureBlocking(false);
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			// the system has 28,000 ports for each pair of addresses
			InetSocketAddress address = this.addresses.get(nextNode());
			channel.bind(new InetSocketAddress("127.0.0." + (1 + this.opened++ / PER_ADDRESS % ADDRESSES), 0));
			channel.connect(address);
			return channel.register(this.selector, SelectionKey.OP_CONNECT, handler);
		}
		catch (IOException ex) {
			throw new BenchException("No connection", ex);
		}
	}

	/**
	 * The buffer to read into, shared by all.
	 */
	ByteBuffer buffer() {
		return this.buffer.clear();
	}

	/**
	 * Make the next turn throw.
	 */
	void fail(BenchException failure) {
		if (this.failure == null) {
			this.failure = failure;
		}
	}

	/**
	 * Handle what is ready, or wait for it a moment.
	 */
	void turn() {
		turn(TURN_MILLIS);
	}

	/**
	 * Handle what is ready.
	 * @param millis how long to wait at most; 0 to not wait
	 */
	void turn(int millis) {
		try {
			if (millis > 0) {
				this.selector.select(LoadLoop::handle, millis);
			}
			else {
				this.selector.selectNow(LoadLoop::handle);
			}
		}
		catch (IOException ex) {
			throw new BenchException("The selector failed", ex);
		}
		if (this.failure != null) {
			throw this.failure;
		}
	}

	private static void handle(SelectionKey key) {
		if (key.attachment() instanceof Ready handler && key.isValid()) {
			handler.ready(key);
		}
	}

	void await(String what, Duration timeout, BooleanSupplier done) {
		long end = System.nanoTime() + timeout.toNanos();
		while (!done.getAsBoolean()) {
			if (System.nanoTime() > end) {
				throw new BenchException("Not within " + timeout.toSeconds() + " s: " + what);
			}
			turn();
		}
	}

	/**
	 * Only read and answer pings for some time.
	 */
	void idle(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		while (System.nanoTime() < end) {
			turn();
		}
	}

	@Override
	public void close() {
		try {
			for (SelectionKey key : this.selector.keys()) {
				key.channel().close();
			}
			this.selector.close();
		}
		catch (IOException ex) {
			throw new BenchException("The selector failed to close", ex);
		}
	}

	/**
	 * Whoever has a channel in the loop.
	 */
	interface Ready {

		void ready(SelectionKey key);

	}

}
