package io.p2p.benchmarks.jmh;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.RawMessage;

/**
 * What is done once per message, however many get it.
 *
 * @since 0.1.0
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CodecBenchmark {

	private static final Map<String, String> HEADER = Map.of("room", "kitchen", "from", "01234567890123456789");

	/** Bytes of the argument. */
	@Param({ "200", "4096" })
	private int size;

	private RawMessage message = new RawMessage("peer-msg", new byte[] { '[', ']' }, List.of());

	/**
	 * Make the message of that size.
	 */
	@Setup
	public void message() {
		byte[] json = ("[{\"v\":\"" + "x".repeat(this.size) + "\"}]").getBytes(StandardCharsets.UTF_8);
		this.message = new RawMessage("peer-msg", json, List.of());
	}

	/**
	 * As it goes to plain peers.
	 * @return the name and the arguments
	 */
	@Benchmark
	public byte[] join() {
		return PeerMessageCodec.PROTOCOL.join(this.message);
	}

	/**
	 * As it goes to library peers.
	 * @return the wrapping event
	 */
	@Benchmark
	public RawMessage wrap() {
		return PeerMessageCodec.PROTOCOL.wrap("p2p:msg", HEADER, this.message);
	}

}
