package io.p2p.signaling;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The seed's way of linking: a newcomer makes some offers before it knows for whom, and
 * the server deals them out.
 */
final class OfferDistribution {

	private OfferDistribution() {
	}

	/**
	 * Deal out offers, one each, until offers, peers or links run out.
	 * @param <P> what stands for a peer
	 * @param <O> what stands for an offer
	 * @param offers the offers
	 * @param peers who may get one
	 * @param maxLinks how many links a peer holds at most
	 * @return who gets which
	 */
	static <P, O> Map<P, O> distribute(List<O> offers, List<P> peers, int maxLinks) {
		int count = Math.min(maxLinks, Math.min(offers.size(), peers.size()));
		Map<P, O> dealt = new LinkedHashMap<>();
		for (int i = 0; i < count; i++) {
			dealt.put(peers.get(i), offers.get(i));
		}
		return dealt;
	}

}
