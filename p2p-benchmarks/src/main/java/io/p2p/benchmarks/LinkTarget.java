package io.p2p.benchmarks;

import java.util.List;

/**
 * What this project's client is to reach beside another.
 *
 * @param who which one of this project's
 * @param metric of what
 * @param beside the other
 * @param sense whether less or more is better
 * @param factor how many times the other's figure is the bound
 */
record LinkTarget(Linker who, LinkMetric metric, Linker beside, Sense sense, double factor) {

	/** All there are, in the order of the metrics. */
	static final List<LinkTarget> ALL = List.of(of(LinkMetric.LINK, Linker.BARE, Sense.AT_MOST, 1.3),
			of(LinkMetric.EVENTS, Linker.BARE, Sense.AT_LEAST, 1.4),
			of(LinkMetric.EVENTS, Linker.SIMPLE_PEER, Sense.AT_LEAST, 1.4),
			of(LinkMetric.EVENTS, Linker.PEERJS, Sense.AT_LEAST, 1),
			new LinkTarget(Linker.ENCRYPTED, LinkMetric.EVENTS, Linker.LIBRARY, Sense.AT_LEAST, 0.7),
			of(LinkMetric.FILE, Linker.BARE, Sense.AT_LEAST, 1),
			of(LinkMetric.FILE, Linker.SIMPLE_PEER, Sense.AT_LEAST, 1.1),
			of(LinkMetric.FILE, Linker.PEERJS, Sense.AT_LEAST, 1),
			of(LinkMetric.BESIDE, Linker.BARE, Sense.AT_MOST, 0.5),
			of(LinkMetric.MESH, Linker.BARE, Sense.AT_MOST, 1.05), of(LinkMetric.MESH, Linker.PEERJS, Sense.AT_MOST, 1),
			of(LinkMetric.VOLATILE, Linker.BARE, Sense.AT_MOST, 1.2));

	private static LinkTarget of(LinkMetric metric, Linker beside, Sense sense, double factor) {
		return new LinkTarget(Linker.LIBRARY, metric, beside, sense, factor);
	}

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
