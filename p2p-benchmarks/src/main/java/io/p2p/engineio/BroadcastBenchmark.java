package io.p2p.engineio;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import io.p2p.engineio.exchange.Handshake;
import io.p2p.engineio.http.EventLoopExecutor;
import io.p2p.engineio.http.NettyFrameSink;
import io.p2p.engineio.limit.EngineLimits;
import io.p2p.engineio.limit.OriginPolicy;
import io.p2p.engineio.limit.TrustedProxies;
import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.send.Broadcast;
import io.p2p.engineio.send.Frame;
import io.p2p.engineio.send.QueueBudget;

/**
 * Delivering a message to the others of a room of 100.
 *
 * @since 0.1.0
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class BroadcastBenchmark {

	private static final int OTHERS = 99;

	/** Bytes of the argument. */
	@Param({ "200", "4096" })
	private int size;

	private byte[] text = {};

	private List<Member> room = List.of();

	/**
	 * Make the message of that size, and the room.
	 */
	@Setup
	public void prepare() {
		this.text = ("42[\"peer-msg\",{\"v\":\"" + "x".repeat(this.size) + "\"}]").getBytes(StandardCharsets.UTF_8);
		this.room = Stream.generate(Member::new).limit(OTHERS).toList();
	}

	/**
	 * Bytes to the connections of all others, to the point where Netty would write them
	 * to a socket. The figure is for one delivery.
	 */
	@Benchmark
	@OperationsPerInvocation(OTHERS)
	public void relay() {
		Broadcast broadcast = new Broadcast(List.of(new Frame(false, this.text)), null, OTHERS);
		for (Member other : this.room) {
			broadcast.add(other.session);
		}
		broadcast.send();
		for (Member other : this.room) {
			other.flush();
		}
	}

	/**
	 * A member of the room, on a connection that leads nowhere.
	 */
	private static final class Member {

		private static final InetSocketAddress NOWHERE = new InetSocketAddress(0);

		private static final EngineServer SERVER = new EngineServer(new EngineOptions("/socket.io/",
				Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), 1_000_000,
				new QueueBudget(16_000_000, 64_000_000), new OriginPolicy(Set.of()), false, false,
				new EngineLimits(0, 0, 0, 0), null, new TrustedProxies(Set.of(), false, false)),
				(session) -> new Silent());

		private final EmbeddedChannel channel = new EmbeddedChannel(new WebSocket13FrameEncoder(false));

		private final EngineSession session;

		Member() {
			Handshake handshake = new Handshake(EngineVersion.V4, "/", EmptyHttpHeaders.INSTANCE, NOWHERE, NOWHERE,
					null);
			this.session = new EngineSession("id", handshake, SERVER, EventLoopExecutor.of(this.channel.eventLoop()));
			WebSocketTransport transport = new WebSocketTransport(new NettyFrameSink(this.channel, EngineVersion.V4),
					this.session, true);
			this.session.open(transport);
			flush();
		}

		void flush() {
			this.channel.runPendingTasks();
			for (ByteBuf written = this.channel.readOutbound(); written != null; written = this.channel
				.readOutbound()) {
				written.release();
			}
		}

	}

	private static final class Silent implements SessionListener {

		@Override
		public void opened() {
			// nobody cares
		}

		@Override
		public void text(byte[] bytes, int from, boolean accepted) {
			// nobody sends
		}

		@Override
		public void binary(byte[] bytes, boolean accepted) {
			// nobody sends
		}

		@Override
		public void ponged() {
			// nobody cares
		}

		@Override
		public void pinged() {
			// nobody cares
		}

		@Override
		public void closed(CloseReason reason) {
			// nobody cares
		}

	}

}
