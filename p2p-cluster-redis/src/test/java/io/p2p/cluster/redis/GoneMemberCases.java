package io.p2p.cluster.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.LogEntry;
import io.p2p.cluster.LogEntryKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is known of those who are no members any more, whatever the store.
 */
abstract class GoneMemberCases extends NodeCases {

	/**
	 * Nothing is kept of members.
	 */
	void assertEmpty() {
	}

	/**
	 * Not too much is kept of who has left.
	 */
	void assertBounded() {
	}

	@Test
	void whatWhoIsGoneHadAppendedIsKnown() {
		append(LogEntryKind.JOIN, "a", 2, 0);
		append(LogEntryKind.EVENT, "a", 2, 5);
		append(LogEntryKind.LEAVE, "a", LogEntry.ANY_GENERATION, 0);
		assertEmpty();
		assertThat(append(LogEntryKind.EVENT, "a", 3, 5)).isEqualTo("DUPLICATE");
		assertThat(append(LogEntryKind.EVENT, "a", 3, 6)).isEqualTo("NOT_A_MEMBER");
		assertThat(append(LogEntryKind.EVENT, "a", 3, 0)).isEqualTo("NOT_A_MEMBER");
		assertThat(append(LogEntryKind.JOIN, "a", 1, 0)).isEqualTo("SUPERSEDED");
		assertThat(append(LogEntryKind.ARRIVE, "a", 1, 0)).isEqualTo("SUPERSEDED");
		assertThat(append(LogEntryKind.JOIN, "a", 3, 4)).isEqualTo("4");
		assertThat(append(LogEntryKind.EVENT, "a", 3, 5)).isEqualTo("DUPLICATE");
		assertThat(append(LogEntryKind.LEAVE, "a", 3, 6)).isEqualTo("5");
		assertThat(append(LogEntryKind.LEAVE, "a", 3, 6)).isEqualTo("DUPLICATE");
	}

	@Test
	void whoLeftBeforeItsJoinCameDoesNotJoin() {
		assertThat(append(LogEntryKind.LEAVE, "a", 2, 3)).isEqualTo("NOT_A_MEMBER");
		assertThat(append(LogEntryKind.JOIN, "a", 1, 0)).isEqualTo("SUPERSEDED");
		assertThat(append(LogEntryKind.EVENT, "a", 1, 3)).isEqualTo("DUPLICATE");
		assertThat(append(LogEntryKind.LEAVE, "a", LogEntry.ANY_GENERATION, 0)).isEqualTo("NOT_A_MEMBER");
		assertThat(append(LogEntryKind.JOIN, "a", 2, 0)).isEqualTo("1");
		assertThat(append(LogEntryKind.EVENT, "a", 2, 3)).isEqualTo("DUPLICATE");
	}

	@Test
	void whoeverIsInARoomThatIsClosedIsKnown() {
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		for (int i = 0; i < 3000; i++) {
			outcomes.add(this.node.send("r", LogEntryKind.JOIN, "p" + i, 2, 7, "join"));
		}
		outcomes.forEach(TestNode::get);
		outcomes.add(this.node.send("r", LogEntryKind.EVENT, "p1", 2, 8, "event"));
		TestNode.get(this.node.send("r", LogEntryKind.CLOSE, "", 0, 0, "close"));
		for (String peer : List.of("p0", "p1", "p1500", "p2999")) {
			assertThat(append(LogEntryKind.EVENT, peer, 2, 7)).as(peer).isEqualTo("DUPLICATE");
			assertThat(append(LogEntryKind.EVENT, peer, 2, 9)).as(peer).isEqualTo("NOT_A_MEMBER");
			assertThat(append(LogEntryKind.JOIN, peer, 1, 0)).as(peer).isEqualTo("SUPERSEDED");
		}
		assertThat(append(LogEntryKind.EVENT, "p1", 2, 8)).isEqualTo("DUPLICATE");
		assertEmpty();
	}

	@Test
	void onlySoManyAreKnownThatAreGone() {
		for (int round = 0; round < 3; round++) {
			List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
			for (int i = 0; i < 6000; i++) {
				outcomes.add(this.node.send("r", LogEntryKind.LEAVE, "p" + round + "." + i, 1, 1, "leave"));
			}
			outcomes.forEach(TestNode::get);
		}
		assertBounded();
		assertThat(append(LogEntryKind.EVENT, "p2.5999", 1, 1)).isEqualTo("DUPLICATE");
		assertThat(append(LogEntryKind.EVENT, "p0.0", 1, 1)).isEqualTo("NOT_A_MEMBER");
	}

}
