package io.p2p.cluster.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.p2p.cluster.ListedPeer;
import io.p2p.cluster.SessionOwner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where peers are, and whose pages have gone, whatever the store.
 */
abstract class DirectoryCases {

	TestNode one;

	TestNode two;

	/**
	 * Begin to take part, as one server or as two.
	 */
	abstract void begin();

	/**
	 * Clean up behind the nodes.
	 */
	void finish() {
	}

	@BeforeEach
	final void start() {
		begin();
	}

	@AfterEach
	final void end() {
		if (this.two != null) {
			this.two.close();
		}
		if (this.one != null) {
			this.one.close();
		}
		finish();
	}

	/**
	 * No name can be read in the store.
	 */
	void assertNamesAreHidden() {
	}

	static void list(TestNode node, String peer, long generation, String user, String... rooms) {
		TestNode.get(node.store.list(List.of(new ListedPeer(peer, generation, user, List.of(rooms)))));
	}

	final List<String> rooms(String peer) {
		return TestNode.get(this.two.store.roomsOf(peer));
	}

	final Map<String, List<String>> peers(String user) {
		return TestNode.get(this.two.store.peersOf(user));
	}

	@Test
	void aPeerIsFoundByItsIdAndItsUser() {
		list(this.one, "a", 1, "ada", "", "room \u00e9 \uD83D\uDE00");
		list(this.two, "b", 0, "ada", "x");
		list(this.two, "c", 0, null, "x");
		assertThat(rooms("a")).containsExactly("", "room \u00e9 \uD83D\uDE00");
		assertThat(rooms("c")).containsExactly("x");
		assertThat(rooms("nobody")).isEmpty();
		assertThat(peers("ada")).isEqualTo(Map.of("a", List.of("", "room \u00e9 \uD83D\uDE00"), "b", List.of("x")));
		assertThat(peers("nobody")).isEmpty();
	}

	@Test
	void aPeerThatIsInNoRoomIsNotFound() {
		list(this.one, "a", 1, "ada", "x");
		list(this.one, "a", 1, "ada");
		assertThat(rooms("a")).isEmpty();
		assertThat(peers("ada")).isEmpty();
	}

	@Test
	void whatAServerListsOfAnEarlierGenerationHasNoEffect() {
		list(this.one, "a", 1, "ada", "x");
		list(this.two, "a", 2, "ada", "x", "y");
		list(this.one, "a", 1, "ada");
		assertThat(rooms("a")).containsExactly("x", "y");
		assertThat(peers("ada")).isEqualTo(Map.of("a", List.of("x", "y")));
		list(this.one, "a", 3, "ada", "z");
		assertThat(rooms("a")).containsExactly("z");
	}

	@Test
	void namesAreAnyStrings() {
		String user = "p2p:test:nodes\r\n{x}*\u0000";
		list(this.one, "a", 1, user, "x");
		list(this.one, "b", 1, "half \ud800", "x");
		list(this.one, "c", 1, "half ?", "x");
		list(this.one, "d", 1, "", "x");
		assertThat(peers(user)).containsOnlyKeys("a");
		assertThat(peers("half \ud800")).containsOnlyKeys("b");
		assertThat(peers("half ?")).containsOnlyKeys("c");
		assertThat(peers("half \ud801")).isEmpty();
		assertThat(peers("")).containsOnlyKeys("d");
		assertThat(rooms("x".repeat(100_000))).isEmpty();
		assertThat(rooms("\ud800")).isEmpty();
		assertNamesAreHidden();
	}

	@Test
	void manyPeersAreListedTogether() {
		List<ListedPeer> all = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			all.add(new ListedPeer("p" + i, 1, (i % 2 == 0) ? "even" : "u" + i, List.of("r" + i)));
		}
		TestNode.get(this.one.store.list(all));
		assertThat(rooms("p999")).containsExactly("r999");
		assertThat(peers("even")).hasSize(500);
	}

	@Test
	void aFarewellIsKnownUntilTheSessionIsClaimed() {
		this.one.claim("token", "ada", "a");
		assertThat(TestNode.get(this.one.store.hasSaidFarewell("token"))).isFalse();
		assertThat(TestNode.get(this.two.store.farewell("token")))
			.isEqualTo(Optional.of(new SessionOwner("a", this.one.name())));
		assertThat(TestNode.get(this.one.store.hasSaidFarewell("token"))).isTrue();
		this.two.claim("token", "ada", "b");
		assertThat(TestNode.get(this.one.store.hasSaidFarewell("token"))).isFalse();
		assertThat(TestNode.get(this.one.store.farewell("token")))
			.isEqualTo(Optional.of(new SessionOwner("a", this.two.name())));
		assertThat(TestNode.get(this.one.store.farewell("unknown"))).isEmpty();
		assertThat(TestNode.get(this.one.store.hasSaidFarewell("unknown"))).isFalse();
	}

}
