package io.p2p.cluster.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.LogEntry;
import io.p2p.cluster.LogEntryKind;
import io.p2p.cluster.Rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What is appended, and what is rejected, whatever the store.
 */
abstract class AppendCases extends NodeCases {

	@Test
	void anEventNeedsAMemberOfItsGeneration() {
		assertThat(append(LogEntryKind.EVENT, "a", 1, 0)).isEqualTo("NOT_A_MEMBER");
		assertThat(append(LogEntryKind.JOIN, "a", 2, 0)).isEqualTo("1");
		assertThat(append(LogEntryKind.EVENT, "a", 2, 0)).isEqualTo("2");
		assertThat(append(LogEntryKind.EVENT, "a", 1, 0)).isEqualTo("SUPERSEDED");
		assertThat(append(LogEntryKind.EVENT, "a", 3, 0)).isEqualTo("NOT_A_MEMBER");
		assertThat(append(LogEntryKind.EVENT, "b", 2, 0)).isEqualTo("NOT_A_MEMBER");
		assertThat(this.room.bodies()).containsExactly("JOIN", "EVENT");
	}

	@Test
	void aNumberThatIsNotAboveTheLastIsADuplicate() {
		append(LogEntryKind.JOIN, "a", 1, 5);
		assertThat(append(LogEntryKind.EVENT, "a", 1, 5)).isEqualTo("DUPLICATE");
		assertThat(append(LogEntryKind.EVENT, "a", 1, 7)).isEqualTo("2");
		assertThat(append(LogEntryKind.EVENT, "a", 1, 6)).isEqualTo("DUPLICATE");
		assertThat(append(LogEntryKind.EVENT, "a", 1, 0)).isEqualTo("3");
		assertThat(append(LogEntryKind.LEAVE, "a", 1, 7)).isEqualTo("DUPLICATE");
		assertThat(append(LogEntryKind.LEAVE, "a", 1, 8)).isEqualTo("4");
	}

	@Test
	void aPeerJoinsAgainWithoutLosingItsNumber() {
		append(LogEntryKind.JOIN, "a", 1, 5);
		assertThat(append(LogEntryKind.JOIN, "a", 1, 3)).isEqualTo("2");
		assertThat(append(LogEntryKind.EVENT, "a", 1, 5)).isEqualTo("DUPLICATE");
		assertThat(append(LogEntryKind.JOIN, "a", 2, 0)).isEqualTo("3");
		assertThat(append(LogEntryKind.JOIN, "a", 1, 0)).isEqualTo("SUPERSEDED");
		assertThat(append(LogEntryKind.ARRIVE, "a", 1, 0)).isEqualTo("SUPERSEDED");
	}

	@Test
	void aRoomThatIsFullTakesOnlyWhoArrivesOrJoinsAgain() {
		assertThat(append(LogEntryKind.OPEN, "", 0, 2)).isEqualTo("1");
		append(LogEntryKind.JOIN, "a", 1, 0);
		append(LogEntryKind.JOIN, "b", 1, 0);
		assertThat(append(LogEntryKind.JOIN, "c", 1, 0)).isEqualTo("FULL");
		assertThat(append(LogEntryKind.JOIN, "b", 1, 0)).isEqualTo("4");
		assertThat(append(LogEntryKind.ARRIVE, "c", 1, 0)).isEqualTo("5");
		append(LogEntryKind.LEAVE, "a", 1, 0);
		assertThat(append(LogEntryKind.JOIN, "d", 1, 0)).isEqualTo("FULL");
		append(LogEntryKind.LEAVE, "b", 1, 0);
		assertThat(append(LogEntryKind.JOIN, "d", 1, 0)).isEqualTo("8");
	}

	@Test
	void aRoomForNobodyLetsInOnlyWhoArrives() {
		append(LogEntryKind.OPEN, "", 0, 0);
		assertThat(append(LogEntryKind.JOIN, "a", 1, 0)).isEqualTo("FULL");
		assertThat(append(LogEntryKind.ARRIVE, "a", 1, 0)).isEqualTo("2");
		append(LogEntryKind.CLOSE, "", 0, 0);
		assertThat(append(LogEntryKind.JOIN, "a", 1, 0)).isEqualTo("4");
		assertThat(append(LogEntryKind.JOIN, "b", 1, 0)).isEqualTo("5");
	}

	@Test
	void whoJoinsAgainIsBackInTheNewGeneration() {
		append(LogEntryKind.JOIN, "a", 1, 0);
		append(LogEntryKind.LOST, "a", 1, 0);
		append(LogEntryKind.JOIN, "a", 2, 0);
		assertThat(append(LogEntryKind.EVENT, "a", 2, 0)).isEqualTo("4");
		assertThat(append(LogEntryKind.LEAVE, "a", 1, 0)).isEqualTo("SUPERSEDED");
		assertThat(append(LogEntryKind.BACK, "a", 2, 0)).isEqualTo("UNCHANGED");
		assertThat(append(LogEntryKind.LOST, "a", 2, 0)).isEqualTo("5");
		append(LogEntryKind.ARRIVE, "a", 2, 0);
		assertThat(append(LogEntryKind.BACK, "a", 2, 0)).isEqualTo("UNCHANGED");
	}

	@Test
	void whoLeavesMustBeAMember() {
		assertThat(append(LogEntryKind.LEAVE, "a", 1, 0)).isEqualTo("NOT_A_MEMBER");
		assertThat(append(LogEntryKind.LEAVE, "a", LogEntry.ANY_GENERATION, 0)).isEqualTo("NOT_A_MEMBER");
		append(LogEntryKind.JOIN, "a", 2, 0);
		assertThat(append(LogEntryKind.LEAVE, "a", 1, 0)).isEqualTo("SUPERSEDED");
		assertThat(append(LogEntryKind.LEAVE, "a", LogEntry.ANY_GENERATION, 0)).isEqualTo("2");
		assertThat(append(LogEntryKind.EVENT, "a", 2, 0)).isEqualTo("NOT_A_MEMBER");
	}

	@Test
	void aMemberIsLostOnceAndBackOnce() {
		assertThat(append(LogEntryKind.LOST, "a", 1, 0)).isEqualTo("UNCHANGED");
		assertThat(append(LogEntryKind.BACK, "a", 1, 0)).isEqualTo("NOT_A_MEMBER");
		append(LogEntryKind.JOIN, "a", 1, 0);
		assertThat(append(LogEntryKind.BACK, "a", 1, 0)).isEqualTo("UNCHANGED");
		assertThat(append(LogEntryKind.LOST, "a", 1, 0)).isEqualTo("2");
		assertThat(append(LogEntryKind.LOST, "a", 1, 0)).isEqualTo("UNCHANGED");
		assertThat(append(LogEntryKind.BACK, "a", 1, 0)).isEqualTo("3");
		assertThat(append(LogEntryKind.BACK, "a", 2, 0)).isEqualTo("4");
		assertThat(append(LogEntryKind.LOST, "a", 1, 0)).isEqualTo("UNCHANGED");
		assertThat(append(LogEntryKind.BACK, "a", 1, 0)).isEqualTo("SUPERSEDED");
		assertThat(append(LogEntryKind.EVENT, "a", 1, 0)).isEqualTo("SUPERSEDED");
	}

	@Test
	void aRoomIsClosedOnceAndForgetsItsMembersAndItsLimit() {
		assertThat(append(LogEntryKind.CLOSE, "", 0, 0)).isEqualTo("UNCHANGED");
		append(LogEntryKind.OPEN, "", 0, 1);
		append(LogEntryKind.JOIN, "a", 1, 0);
		assertThat(append(LogEntryKind.CLOSE, "", 0, 0)).isEqualTo("3");
		assertThat(append(LogEntryKind.CLOSE, "", 0, 0)).isEqualTo("UNCHANGED");
		assertThat(append(LogEntryKind.EVENT, "a", 1, 0)).isEqualTo("NOT_A_MEMBER");
		append(LogEntryKind.JOIN, "a", 1, 0);
		assertThat(append(LogEntryKind.JOIN, "b", 1, 0)).isEqualTo("5");
	}

	@Test
	void theServersOwnNeedsARoom() {
		assertThat(append(LogEntryKind.SERVER, "", 0, 0)).isEqualTo("NOT_A_MEMBER");
		append(LogEntryKind.OPEN, "", 0, -1);
		assertThat(append(LogEntryKind.SERVER, "", 0, 0)).isEqualTo("2");
		append(LogEntryKind.CLOSE, "", 0, 0);
		assertThat(append(LogEntryKind.SERVER, "", 0, 0)).isEqualTo("NOT_A_MEMBER");
		append(LogEntryKind.JOIN, "a", 1, 0);
		assertThat(append(LogEntryKind.SERVER, "", 0, 0)).isEqualTo("5");
	}

	@Test
	void entriesOfOneBatchSeeThoseBeforeThem() {
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		outcomes.add(this.node.send("r", LogEntryKind.OPEN, "", 0, 1, "open"));
		// These come together, while the first is under way
		outcomes.add(this.node.send("r", LogEntryKind.JOIN, "a", 1, 1, "join a"));
		outcomes.add(this.node.send("r", LogEntryKind.JOIN, "b", 1, 0, "join b"));
		outcomes.add(this.node.send("r", LogEntryKind.EVENT, "a", 1, 2, "event a"));
		outcomes.add(this.node.send("r", LogEntryKind.EVENT, "a", 1, 2, "event a again"));
		outcomes.add(this.node.send("r", LogEntryKind.LEAVE, "a", 1, 3, "leave a"));
		outcomes.add(this.node.send("r", LogEntryKind.EVENT, "a", 1, 4, "event of nobody"));
		outcomes.add(this.node.send("r", LogEntryKind.JOIN, "c", 1, 0, "join c"));
		outcomes.add(this.node.send("r", LogEntryKind.CLOSE, "", 0, 0, "close"));
		outcomes.add(this.node.send("r", LogEntryKind.EVENT, "c", 1, 0, "event after close"));
		outcomes.add(this.node.send("r", LogEntryKind.JOIN, "c", 1, 0, "join c again"));
		List<Rejection> rejections = new ArrayList<>();
		outcomes.forEach((outcome) -> rejections.add(TestNode.get(outcome).rejection()));
		assertThat(rejections).containsExactly(null, null, Rejection.FULL, null, Rejection.DUPLICATE, null,
				Rejection.NOT_A_MEMBER, null, null, Rejection.NOT_A_MEMBER, null);
		assertThat(this.room.bodies()).containsExactly("open", "join a", "event a", "leave a", "join c", "close",
				"join c again");
		assertThat(this.room.faults()).isEmpty();
		assertThat(append(LogEntryKind.EVENT, "c", 1, 0)).isEqualTo("8");
	}

	@Test
	void anEntryComesToTheFollowerBeforeItsOutcome() {
		this.node.join("r", "a");
		for (int i = 0; i < 200; i++) {
			int expected = this.room.count() + 1;
			CompletableFuture<Integer> seen = this.node.send("r", LogEntryKind.EVENT, "a", 1, 0, "e")
				.thenApply((outcome) -> this.room.count());
			assertThat(TestNode.get(seen)).isEqualTo(expected);
		}
	}

	@Test
	void aRoomMustBeFollowedAndIsOnce() {
		assertThatIllegalStateException().isThrownBy(() -> this.node.join("x", "a"));
		assertThatIllegalStateException().isThrownBy(() -> this.node.follow("r"));
		this.node.store.unfollow("r");
		assertThatIllegalStateException().isThrownBy(() -> this.node.join("r", "a"));
		assertThat(this.node.follow("r").room().epoch()).isEqualTo(this.room.room().epoch());
	}

}
