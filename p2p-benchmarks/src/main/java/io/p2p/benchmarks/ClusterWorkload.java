package io.p2p.benchmarks;

import java.util.List;

/**
 * What is done to several servers that are one. Clients connect to them in turn.
 *
 * @since 0.1.0
 */
public enum ClusterWorkload {

	/** A room of 100. */
	FAN_OUT("fan-out", false),

	/** The same with library peers. */
	FAN_OUT_LIBRARY("fan-out-library", true),

	/** Many rooms of four. */
	SMALL_ROOMS("small-rooms", true),

	/** A mesh of ten. */
	SIGNALS("signals", true),

	/** From one server to another, at the same load for all. */
	LATENCY("latency", false),

	/** Who comes to a room of 100 and leaves again. */
	STORM("storm", false),

	/** The same with library peers. */
	STORM_LIBRARY("storm-library", true),

	/** Rooms of 2 to 1,000. */
	ROOM_SIZES("room-sizes", false);

	/** Members of the room of most workloads. */
	public static final int ROOM = 100;

	/** Members of each of many rooms. */
	public static final int SMALL_ROOM = 4;

	/** The sizes of rooms. */
	public static final List<Integer> ROOM_SIZE_STEPS = RoomSizes.SIZES;

	private final String id;

	private final boolean library;

	ClusterWorkload(String id, boolean library) {
		this.id = id;
		this.library = library;
	}

	/**
	 * The name on the command line and in the figures.
	 * @return one word
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Whether those who know library peers are driven with them.
	 * @return whether rooms have names and peers plan links
	 */
	public boolean isOfLibraryPeers() {
		return this.library;
	}

	/**
	 * Whether it differs from another workload by its library peers only, so that those
	 * have no part in it who know none.
	 * @return whether it is done by the name of another
	 */
	public boolean isVariant() {
		return this == FAN_OUT_LIBRARY || this == STORM_LIBRARY;
	}

	/**
	 * Measure.
	 * @param contestant who is measured
	 * @param library whether clients come as library peers
	 * @param server its processes
	 * @param ports where they listen
	 * @param pace how long it takes
	 * @param figures what is measured
	 * @param after looks at the servers while all clients are connected
	 */
	public void run(Entrant contestant, boolean library, Server server, List<Integer> ports, Pace pace, Figures figures,
			Runnable after) {
		try (LoadLoop loop = new LoadLoop(ports.toArray(Integer[]::new))) {
			Dialect dialect = library ? Dialect.LIBRARY : Dialect.MEMBER;
			Run run = new Run(this.id, contestant, dialect, server, loop, pace, figures);
			try {
				workload().run(run);
				after.run();
			}
			catch (BenchException ex) {
				run.fail("", ex);
			}
		}
	}

	private Workload workload() {
		return switch (this) {
			case FAN_OUT, FAN_OUT_LIBRARY -> new FanOut(ROOM, List.of(Payload.SMALL, Payload.MEDIUM));
			case SMALL_ROOMS -> new SmallRooms();
			case SIGNALS -> new Signalling();
			case LATENCY -> new Latency();
			case STORM, STORM_LIBRARY -> new Storm();
			case ROOM_SIZES -> new RoomSizes();
		};
	}

}
