package io.p2p.peer;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

class PeerRegistryTests {

	private final PeerRegistry registry = new LocalPeerRegistry();

	@Test
	void whenUserHasSeveralPeersThenAllAreFound() {
		Peer one = peer("1", "ada");
		Peer two = peer("2", "ada");
		Peer nobody = peer("3", null);
		this.registry.add(one);
		this.registry.add(two);
		this.registry.add(nobody);
		assertThat(this.registry.ofUser("ada")).containsExactlyInAnyOrder(one, two);
		assertThat(this.registry.ofUser("bob")).isEmpty();
		assertThat(this.registry.find(new PeerId("3"))).isSameAs(nobody);
		assertThat(this.registry.find(new PeerId("4"))).isNull();
	}

	@Test
	void whenPeerIsAddedAgainAsAnotherUserThenItIsThatUsersOnly() {
		this.registry.add(peer("1", "ada"));
		Peer again = peer("1", "bob");
		this.registry.add(again);
		assertThat(this.registry.ofUser("ada")).isEmpty();
		assertThat(this.registry.ofUser("bob")).containsExactly(again);
	}

	@Test
	void whenPeersAreRemovedThenNothingStays() {
		this.registry.add(peer("1", "ada"));
		this.registry.add(peer("2", "ada"));
		this.registry.remove(peer("1", null));
		this.registry.remove(peer("1", null));
		this.registry.remove(peer("2", "ada"));
		assertThat((Map<?, ?>) ReflectionTestUtils.getField(this.registry, "peers")).isEmpty();
		assertThat((Map<?, ?>) ReflectionTestUtils.getField(this.registry, "users")).isEmpty();
	}

	private static Peer peer(String id, @Nullable String user) {
		return new TestPeer(new PeerId(id), (user != null) ? () -> user : null);
	}

	private record TestPeer(PeerId id, @Nullable Principal principal) implements Peer {

		@Override
		public PeerHandshake handshake() {
			return new PeerHandshake("/", Map.of(), Map.of(), null, InetSocketAddress.createUnresolved("localhost", 1));
		}

		@Override
		public @Nullable RawJson data() {
			return null;
		}

		@Override
		public Path path() {
			return Path.RELAY;
		}

		@Override
		public void disconnect() {
		}

	}

}
