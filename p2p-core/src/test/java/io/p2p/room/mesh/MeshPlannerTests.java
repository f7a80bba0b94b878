package io.p2p.room.mesh;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.p2p.peer.PeerId;

import static org.assertj.core.api.Assertions.assertThat;

class MeshPlannerTests {

	private final MeshPlanner planner = new MeshPlanner();

	private final Map<PeerId, Integer> most = new HashMap<>();

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
	void whenLostPeersHoldAllLinksThenANewcomerTakesThem() {
		add(2, "a", "b", "c");
		assertThat(this.planner.lost(List.of(id("b"), id("c")))).isEmpty();
		assertThat(this.planner.links(id("a"))).containsExactlyInAnyOrder(id("b"), id("c"));
		assertThat(this.planner.add(id("d"), 2)).contains(id("a")).hasSize(2);
		assertThat(this.planner.links(id("d"))).containsExactly(id("a"));
		this.planner.add(id("e"), 2);
		assertThat(this.planner.links(id("a"))).containsExactlyInAnyOrder(id("d"), id("e"));
		assertThat(this.planner.links(id("e"))).containsExactlyInAnyOrder(id("a"), id("d"));
	}

	@Test
	void whenPeerIsLostThenSomebodyWhoLacksLinksTakesItsPlace() {
		add(1, "a", "b", "c");
		assertThat(this.planner.links(id("c"))).isEmpty();
		assertThat(this.planner.lost(List.of(id("b")))).containsExactlyInAnyOrder(id("a"), id("b"), id("c"));
		assertThat(this.planner.links(id("a"))).containsExactly(id("c"));
		assertThat(this.planner.links(id("b"))).isEmpty();
	}

	@Test
	void whenLostPeerComesBackThenItIsPlannedAgain() {
		add(1, "a", "b", "c");
		this.planner.lost(List.of(id("b")));
		add(1, "d");
		assertThat(this.planner.links(id("d"))).isEmpty();
		assertThat(this.planner.returned(List.of(id("b")))).containsExactlyInAnyOrder(id("b"), id("d"));
		assertThat(this.planner.links(id("b"))).containsExactly(id("d"));
	}

	@Test
	void whenNobodyWantsItsLinksThenALostPeerHasThemWhenItComesBack() {
		add(2, "a", "b", "c");
		assertThat(this.planner.lost(List.of(id("a")))).isEmpty();
		assertThat(this.planner.returned(List.of(id("a")))).isEmpty();
		assertThat(this.planner.links(id("a"))).containsExactlyInAnyOrder(id("b"), id("c"));
	}

	@Test
	void whenManyAreLostAndComeBackThenNobodyLacksALinkThatALostPeerHolds() {
		Random random = new Random(7);
		List<PeerId> present = new ArrayList<>();
		List<PeerId> lost = new ArrayList<>();
		for (int i = 0; i < 3_000; i++) {
			switch (random.nextInt((present.size() + lost.size() > 30) ? 5 : 4)) {
				case 0, 1 -> {
					PeerId id = id("p" + i);
					this.most.put(id, 1 + random.nextInt(4));
					this.planner.add(id, this.most.get(id));
					present.add(id);
				}
				case 2 -> this.planner.lost(some(random, present, lost));
				case 3 -> this.planner.returned(some(random, lost, present));
				default -> {
					List<PeerId> gone = new ArrayList<>();
					some(random, present, gone);
					some(random, lost, gone);
					gone.forEach(this.planner::remove);
				}
			}
			checkLost(present, lost);
		}
	}

	private static List<PeerId> some(Random random, List<PeerId> from, List<PeerId> to) {
		List<PeerId> some = from.stream().filter((id) -> random.nextInt(3) == 0).toList();
		from.removeAll(some);
		to.addAll(some);
		return some;
	}

	private void checkLost(List<PeerId> present, List<PeerId> lost) {
		Set<PeerId> all = new HashSet<>(present);
		all.addAll(lost);
		for (PeerId one : present) {
			Set<PeerId> links = this.planner.links(one);
			assertThat(links).doesNotContain(one).isSubsetOf(all).hasSizeLessThanOrEqualTo(this.most.get(one));
			assertThat(links).allSatisfy((other) -> assertThat(this.planner.links(other)).contains(one));
			for (PeerId other : present) {
				if (!other.equals(one) && !links.contains(other)) {
					assertThat(isShort(one) && (isShort(other) || holdsLost(other, lost))).isFalse();
				}
			}
		}
	}

	private boolean isShort(PeerId id) {
		return this.planner.links(id).size() < this.most.getOrDefault(id, 0);
	}

	private boolean holdsLost(PeerId id, List<PeerId> lost) {
		return this.planner.links(id).stream().anyMatch(lost::contains);
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
