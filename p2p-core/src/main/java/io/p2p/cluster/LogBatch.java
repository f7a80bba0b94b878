package io.p2p.cluster;

import java.util.List;

/**
 * Entries that were appended to a room's log together.
 *
 * @param node the server that has appended them
 * @param first the offset of the first entry; the others follow without a gap
 * @param entries the entries, at least one
 * @since 0.1.0
 */
public record LogBatch(String node, long first, List<LogEntry> entries) {

	/**
	 * The offset of the last entry.
	 * @return the offset
	 */
	public long last() {
		return this.first + this.entries.size() - 1;
	}

}
