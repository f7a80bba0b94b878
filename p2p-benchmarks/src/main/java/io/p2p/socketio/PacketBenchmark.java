package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import io.p2p.engineio.send.Frame;

/**
 * Decoding a message, and encoding one.
 *
 * @since 0.1.0
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PacketBenchmark {

	/** Bytes of the argument. */
	@Param({ "200", "4096" })
	private int size;

	private byte[] text = {};

	private SocketPacket packet = SocketPacket.of(PacketType.EVENT, "/");

	/**
	 * Make the message of that size.
	 */
	@Setup
	public void prepare() {
		this.text = ("2[\"peer-msg\",{\"v\":\"" + "x".repeat(this.size) + "\"}]").getBytes(StandardCharsets.UTF_8);
		SocketPacket decoded = decode();
		if (decoded != null) {
			this.packet = decoded;
		}
	}

	/**
	 * Bytes to a packet.
	 * @return the packet
	 */
	@Benchmark
	public @Nullable SocketPacket decode() {
		return new PacketDecoder(1_000_000).text(this.text, 0);
	}

	/**
	 * A packet to bytes, once for all who get it.
	 * @return the frames
	 */
	@Benchmark
	public List<Frame> encode() {
		return PacketEncoder.encode(this.packet);
	}

}
