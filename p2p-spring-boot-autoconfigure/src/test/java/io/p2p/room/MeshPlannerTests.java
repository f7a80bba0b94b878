package io.p2p.room;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.p2p.peer.PeerId;

import static org.assertj.core.api.Assertions.assertThat;

class MeshPlannerTests {

	private final MeshPlanner planner = new MeshPlanner();

	@Test
	void whenThereIsRoomThenEverybodyLinksWithEverybody() {
		add(10, "a", "b", "c");
		assertThat(this.planner.links(id("a"))).containsExactlyInAnyOrder(id("b"), id("c"));
		assertThat(this.planner.links(id("b"))).containsExactlyInAnyOrder(id("a"), id("c"));
	}

	@Test
	void whenSomebodyJoinsThenItsPartnersAreTold() {
		add(1, "a");
		assertThat(this.planner.add(id("b"), 1)).containsExactly(id("a"));
		assertThat(this.planner.add(id("c"), 1)).isEmpty();
		assertThat(this.planner.add(id("d"), 1)).containsExactly(id("c"));
	}

	@Test
	void whenSomebodyLeavesThenItsPartnersFindOthers() {
		add(1, "a", "b", "c");
		Set<PeerId> changed = this.planner.remove(id("a"));
		assertThat(changed).containsExactlyInAnyOrder(id("b"), id("c"));
		assertThat(this.planner.links(id("b"))).containsExactly(id("c"));
		assertThat(this.planner.links(id("c"))).containsExactly(id("b"));
	}

	@Test
	void whenPeerWantsNoLinksThenItGetsNone() {
		add(10, "a");
		this.planner.add(id("b"), 0);
		assertThat(this.planner.links(id("a"))).isEmpty();
		assertThat(this.planner.links(id("b"))).isEmpty();
	}

	@Test
	void whenManyJoinAndLeaveThenLinksAreMutualBoundedAndUsedUp() {
		Random random = new Random(42);
		List<PeerId> present = new ArrayList<>();
		for (int i = 0; i < 2_000; i++) {
			if (present.isEmpty() || random.nextInt(3) > 0) {
				PeerId id = id("p" + i);
				this.planner.add(id, 3);
				present.add(id);
			}
			else {
				this.planner.remove(present.remove(random.nextInt(present.size())));
			}
			if (present.size() > 30) {
				present.subList(0, 20).forEach(this.planner::remove);
				present.subList(0, 20).clear();
			}
			check(present);
		}
	}

	private void check(List<PeerId> present) {
		List<PeerId> free = new ArrayList<>();
		for (PeerId id : present) {
			Set<PeerId> links = this.planner.links(id);
			assertThat(links).hasSizeLessThanOrEqualTo(3).doesNotContain(id).isSubsetOf(present);
			assertThat(links).allSatisfy((other) -> assertThat(this.planner.links(other)).contains(id));
			if (links.size() < 3) {
				free.add(id);
			}
		}
		// nobody who could link with another one is left without
		for (PeerId one : free) {
			assertThat(this.planner.links(one))
				.containsAll(free.stream().filter((other) -> !other.equals(one)).toList());
		}
	}

	private void add(int maxLinks, String... ids) {
		for (String id : ids) {
			this.planner.add(id(id), maxLinks);
		}
	}

	private static PeerId id(String value) {
		return new PeerId(value);
	}

}
