package io.p2p.signaling;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The way of linking of the original socket.io-p2p: a newcomer makes some offers before
 * it knows for whom, and the server deals them out.
 */
final class OfferDistribution {

	private OfferDistribution() {
	}

	/**
	 * Deal out offers, one to each peer, until offers, peers or links run out.
	 * @param <P> the type of a peer
	 * @param <O> the type of an offer
	 * @param offers the offers
	 * @param peers the peers that may get one
	 * @param maxLinks how many links a peer holds at most
	 * @return the offers by their receivers
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
