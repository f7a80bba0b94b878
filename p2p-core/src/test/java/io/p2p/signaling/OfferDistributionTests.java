package io.p2p.signaling;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OfferDistributionTests {

	@Test
	void whenThereAreMorePeersThanOffersThenSomeGetNone() {
		assertThat(OfferDistribution.distribute(List.of("o1"), List.of("a", "b"), 10)).isEqualTo(Map.of("a", "o1"));
	}

	@Test
	void whenThereAreMoreOffersThanPeersThenSomeAreLeft() {
		assertThat(OfferDistribution.distribute(List.of("o1", "o2"), List.of("a"), 10)).isEqualTo(Map.of("a", "o1"));
	}

	@Test
	void whenLinksAreBoundedThenNoMoreAreDealt() {
		assertThat(OfferDistribution.distribute(List.of("o1", "o2", "o3"), List.of("a", "b", "c"), 2))
			.isEqualTo(Map.of("a", "o1", "b", "o2"));
	}

	@Test
	void whenThereIsNobodyThenNothingIsDealt() {
		assertThat(OfferDistribution.distribute(List.of("o1"), List.of(), 2)).isEmpty();
	}

}
