package io.p2p.benchmarks.cluster;

import io.p2p.benchmarks.Entrant;

/**
 * Those of which any number of processes may be one server.
 */
enum Kind implements Entrant {

	/**
	 * This project in one process, which needs no Redis: what a cluster is to be near.
	 */
	STARTER("starter", "this starter, no cluster", "starter"),

	/** This project. */
	CLUSTER("cluster", "this starter", "library"),

	/** Node's own, by publish and subscribe. */
	REDIS_ADAPTER("redis-adapter", "socket.io, redis-adapter", "node"),

	/** Node's own, by a stream. */
	STREAMS_ADAPTER("streams-adapter", "socket.io, streams-adapter", "stock");

	private final String id;

	private final String title;

	private final String style;

	Kind(String id, String title, String style) {
		this.id = id;
		this.title = title;
		this.style = style;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public String title() {
		return this.title;
	}

	@Override
	public String style() {
		return this.style;
	}

	boolean isOurs() {
		return this == STARTER || this == CLUSTER;
	}

}
