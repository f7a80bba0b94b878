package io.p2p.benchmarks;

import java.util.List;

/**
 * What this project's client is to reach beside another.
 *
 * @param metric of what
 * @param beside the other
 * @param sense whether less or more is better
 * @param factor how many times the other's figure is the bound
 */
record LinkTarget(LinkMetric metric, Linker beside, Sense sense, double factor) {

	/** All there are, in the order of the metrics. */
	static final List<LinkTarget> ALL = List.of(new LinkTarget(LinkMetric.LINK, Linker.BARE, Sense.AT_MOST, 1.3),
			new LinkTarget(LinkMetric.EVENTS, Linker.BARE, Sense.AT_LEAST, 0.8),
			new LinkTarget(LinkMetric.EVENTS, Linker.SIMPLE_PEER, Sense.AT_LEAST, 1),
			new LinkTarget(LinkMetric.EVENTS, Linker.PEERJS, Sense.AT_LEAST, 1),
			new LinkTarget(LinkMetric.FILE, Linker.BARE, Sense.AT_LEAST, 0.9),
			new LinkTarget(LinkMetric.FILE, Linker.SIMPLE_PEER, Sense.AT_LEAST, 1),
			new LinkTarget(LinkMetric.FILE, Linker.PEERJS, Sense.AT_LEAST, 1),
			new LinkTarget(LinkMetric.MESH, Linker.SIMPLE_PEER, Sense.AT_MOST, 1));

	boolean isReached(double ratio) {
		return (this.sense == Sense.AT_MOST) ? ratio <= this.factor : ratio >= this.factor;
	}

	String text() {
		return this.sense.text + " " + SvgChart.number(this.factor) + " × " + this.beside.title();
	}

	enum Sense {

		/** For what is to be little. */
		AT_MOST("at most"),

		/** For what is to be much. */
		AT_LEAST("at least");

		private final String text;

		Sense(String text) {
			this.text = text;
		}

	}

}
