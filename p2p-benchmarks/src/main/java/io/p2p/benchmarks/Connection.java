package io.p2p.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A TCP connection in the loop.
 */
abstract class Connection implements LoadLoop.Ready {

	private final LoadLoop loop;

	private final int node;

	private final SelectionKey key;

	private final SocketChannel channel;

	private final Deque<ByteBuffer> unsent = new ArrayDeque<>();

	@SuppressWarnings("this-escape") // the loop calls back from its turns only
	Connection(LoadLoop loop) {
		this.loop = loop;
		this.node = loop.nextNode();
		this.key = loop.open(this);
		this.channel = (SocketChannel) this.key.channel();
	}

	@Override
	public final void ready(SelectionKey key) {
		try {
			if (key.isConnectable() && this.channel.finishConnect()) {
				key.interestOps(SelectionKey.OP_READ);
				connected();
			}
			if (key.isValid() && key.isReadable()) {
				ByteBuffer buffer = this.loop.buffer();
				before(buffer);
				if (this.channel.read(buffer) < 0) {
					close();
					closed();
					return;
				}
				read(buffer.flip());
			}
			if (key.isValid() && key.isWritable()) {
				write();
			}
		}
		catch (IOException ex) {
			close();
			broken(ex);
		}
	}

	/**
	 * Which of the servers it goes to, from 0.
	 */
	final int node() {
		return this.node;
	}

	abstract void connected() throws IOException;

	/**
	 * Put into the buffer what comes before the bytes that are read now.
	 */
	abstract void before(ByteBuffer buffer);

	abstract void read(ByteBuffer buffer) throws IOException;

	/**
	 * The server has closed the connection.
	 */
	abstract void closed() throws IOException;

	void broken(IOException cause) {
		this.loop.fail(new BenchException("A connection broke: " + cause.getMessage(), cause));
	}

	final boolean blocked() {
		return !this.unsent.isEmpty();
	}

	final void send(String text) throws IOException {
		send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Send bytes, now or when there is room.
	 * @param bytes what to send; its position is moved
	 */
	final void send(ByteBuffer bytes) throws IOException {
		if (this.unsent.isEmpty()) {
			this.channel.write(bytes);
		}
		if (bytes.hasRemaining()) {
			this.unsent.add(bytes);
			this.key.interestOpsOr(SelectionKey.OP_WRITE);
		}
	}

	private void write() throws IOException {
		for (ByteBuffer next = this.unsent.peek(); next != null; next = this.unsent.peek()) {
			this.channel.write(next);
			if (next.hasRemaining()) {
				return;
			}
			this.unsent.remove();
		}
		this.key.interestOpsAnd(~SelectionKey.OP_WRITE);
	}

	final void shutdownOutput() throws IOException {
		this.channel.shutdownOutput();
	}

	final void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			this.loop.fail(new BenchException("A connection failed to close", ex));
		}
	}

	final LoadLoop loop() {
		return this.loop;
	}

}
