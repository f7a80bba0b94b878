package io.p2p.benchmarks.cluster;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.p2p.benchmarks.ClusterWorkload;
import io.p2p.benchmarks.Entrant;
import io.p2p.benchmarks.Machine;

/**
 * So many processes of one kind.
 *
 * @param nodes how many, without their Redis
 */
record ClusterContestant(Kind kind, int nodes) implements Entrant {

	static final int MOST = 3;

	/** The number of nodes at which kinds are compared. */
	static final int COMPARED = 2;

	static final ClusterContestant ALONE = new ClusterContestant(Kind.STARTER, 1);

	static final List<ClusterContestant> ALL = Stream
		.concat(Stream.of(ALONE), Stream.of(Kind.CLUSTER, Kind.REDIS_ADAPTER, Kind.STREAMS_ADAPTER)
			.flatMap((each) -> IntStream.rangeClosed(1, MOST).mapToObj((nodes) -> new ClusterContestant(each, nodes))))
		.toList();

	static ClusterContestant compared(Kind kind) {
		return new ClusterContestant(kind, (kind == Kind.STARTER) ? 1 : COMPARED);
	}

	@Override
	public String id() {
		return this.kind.id() + "-" + this.nodes;
	}

	@Override
	public String title() {
		return (this.kind == Kind.STARTER) ? this.kind.title()
				: this.kind.title() + ", " + this.nodes + ((this.nodes == 1) ? " server" : " servers");
	}

	@Override
	public String style() {
		return this.kind.style();
	}

	/**
	 * Whether it is one of those that a quick run and curves are made of.
	 */
	boolean isCompared() {
		return this.equals(compared(this.kind));
	}

	boolean takesPartIn(ClusterWorkload workload) {
		return (this.kind.isOurs() || !workload.isVariant())
				&& (workload != ClusterWorkload.ROOM_SIZES || isCompared());
	}

	boolean hasRedis() {
		return this.kind != Kind.STARTER;
	}

	/**
	 * How one of its servers is started.
	 * @param redisPort where its Redis listens, if it has one
	 */
	List<String> command(Machine machine, int redisPort) {
		return switch (this.kind) {
			case STARTER -> machine.java("StarterApplication");
			case CLUSTER -> machine.java("StarterApplication", "-Dp2p.cluster.enabled=true",
					"-Dspring.data.redis.host=127.0.0.1", "-Dspring.data.redis.port=" + redisPort);
			case REDIS_ADAPTER, STREAMS_ADAPTER -> List.of("node", "--expose-gc", machine.nodeFolder() + "/cluster.js",
					this.kind.id(), String.valueOf(redisPort));
		};
	}

}
