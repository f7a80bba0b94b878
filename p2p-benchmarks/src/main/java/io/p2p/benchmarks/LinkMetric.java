package io.p2p.benchmarks;

import java.util.Arrays;
import java.util.Optional;

/**
 * What is measured of links.
 */
enum LinkMetric {

	/** From two pages that know nothing of each other to the first message. */
	LINK("link", "two pages linked, ms", "Two pages linked", "milliseconds: less is better"),

	/** Of 1 KB, over a link that is there. */
	EVENTS("events", "events of 1 KB per second", "Events of 1 KB over a link", "a second: more is better"),

	/** A single large event. */
	FILE("file", "file of 64 MB, MB/s", "A file of 64 MB over a link", "MB a second: more is better"),

	/** What a transfer leaves to others. */
	BESIDE("beside", "event beside the file, ms", "A small event beside a file of 64 MB",
			"milliseconds until it arrives: less is better"),

	/** All links of a room. */
	MESH("mesh", "ten pages linked, ms", "Ten pages, all linked with all", "milliseconds: less is better"),

	/** To nine others, while one of them is sent a file. */
	VOLATILE("volatile", "volatile event beside the file, ms", "A volatile event beside a file of 64 MB",
			"milliseconds until it arrives at nine pages, 99 of 100: less is better");

	private final String id;

	private final String column;

	private final String title;

	private final String unit;

	LinkMetric(String id, String column, String title, String unit) {
		this.id = id;
		this.column = column;
		this.title = title;
		this.unit = unit;
	}

	static Optional<LinkMetric> of(String id) {
		return Arrays.stream(values()).filter((metric) -> metric.id.equals(id)).findFirst();
	}

	String id() {
		return this.id;
	}

	String column() {
		return this.column;
	}

	String title() {
		return this.title;
	}

	String unit() {
		return this.unit;
	}

}
