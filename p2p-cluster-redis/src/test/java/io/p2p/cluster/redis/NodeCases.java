package io.p2p.cluster.redis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.p2p.cluster.LogEntryKind;

/**
 * What one server does that follows a room, whichever its store.
 */
abstract class NodeCases {

	TestNode node;

	Recorder room;

	/**
	 * Begin to take part.
	 */
	abstract TestNode begin();

	/**
	 * Clean up behind the node.
	 */
	void finish() {
	}

	@BeforeEach
	final void start() {
		this.node = begin();
		this.room = this.node.follow("r");
	}

	@AfterEach
	final void end() {
		if (this.node != null) {
			this.node.close();
		}
		finish();
	}

	final String append(LogEntryKind kind, String peer, long generation, long number) {
		return this.node.append("r", kind, peer, generation, number);
	}

}
