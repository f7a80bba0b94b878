package io.p2p.client.simulation;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The promise, in lives that are made of chance; and that these find what would break it.
 */
class SimulationTests {

	private static final int LIVES = 1_500;

	static List<Fault> faults() {
		return List.of(
				new Fault("a receiver does not wait for the relay when a stream goes over to the link",
						"stream/Incoming.java", "if (this.linkEpoch == this.announcedEpoch) {",
						"if (this.linkEpoch >= this.announcedEpoch) {"),
				new Fault("a receiver takes what the relay repeats although it came by the link",
						"stream/Incoming.java", "if (!isAfter(seq, this.taken)) {\n\t\t\treturn false;",
						"if (!isAfter(seq, this.taken)) {\n\t\t\treturn true;"),
				new Fault("a sender does not repeat what a broken link had not confirmed", "stream/Outgoing.java",
						"List<StreamItem> items = this.unconfirmed.drain();",
						"this.unconfirmed.drain(); List<StreamItem> items = new ArrayList<>();"),
				new Fault("a sender goes over to the link without a word on the relay", "stream/Outgoing.java",
						"this.relay.path(this.peer, this.epoch);",
						"if (!link) { this.relay.path(this.peer, this.epoch); }"),
				new Fault("a stream to somebody who is back begins anew", "mesh/Mesh.java", "new Member(info, start,",
						"new Member(info, StreamPosition.START,"),
				new Fault("a sender that leaves takes with it what is on its links", "Room.java",
						"this.mesh.abandonLinks();", ""),
				new Fault("what waited for the server goes once more to those who have it by link",
						"session/Entry.java", "return Fields.of(this.header).texts(\"skip\");",
						"return java.util.List.of();"),
				new Fault("a transfer begins again after a downgrade, and is heard twice",
						"stream/IncomingTransfers.java", "if (offset > 0 || this.done.contains(id)) {",
						"if (offset > 0) {"),
				new Fault("a channel forgets what it could not send", "link/LinkChannel.java",
						"this.broken = true;\n\t\t\t// later: the sender may be in the midst of it\n\t\t\tthis.loop.execute(() -> this.events.refused(ex));",
						""),
				new Fault("a receiver takes a piece of a message for the last one", "link/LinkChannel.java",
						"if (type == Frame.PIECE) {\n\t\t\treturn null;\n\t\t}", ""),
				new Fault("a receiver takes a volatile event that is older than the last", "stream/VolatileOrder.java",
						"if (!Incoming.isAfter(number, (before != null) ? before : this.floor)) {\n\t\t\treturn false;",
						"if (!Incoming.isAfter(number, (before != null) ? before : this.floor)) {\n\t\t\treturn true;"),
				new Fault("whoever is back is not linked with at once, nor later", "mesh/Mesh.java",
						"else if (link == null && !member.gaveUp() && this.linker != null) {",
						"else if (link == null && !member.gaveUp() && member.failures() > 0 && this.linker != null) {"),
				new Fault("a question is not given up when its peer has gone", "Inbox.java",
						"this.room.pendingAcks().gone(peer, \"not-answered\", 0);", ""));
	}

	@Test
	void thePromiseIsKept() {
		assertThat(LongStream.range(0, LIVES).mapToObj(Simulation::play).filter((problem) -> !problem.isEmpty()))
			.isEmpty();
	}

	@Test
	void whenSeedIsTheSameThenTheLifeIs() {
		assertThat(Simulation.trace(7)).isEqualTo(Simulation.trace(7)).isNotEqualTo(Simulation.trace(8));
	}

	@ParameterizedTest
	@MethodSource("faults")
	void aFaultIsFound(Fault fault, @TempDir Path folder) throws Exception {
		assertThat(fault.find(LIVES, folder)).isNotEmpty();
	}

}
