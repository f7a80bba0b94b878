package io.p2p.signaling;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The argument of {@code offers}, as a client of the original socket.io-p2p sends it.
 *
 * @param offers an offer for each peer that the client hopes to link with
 * @since 0.1.0
 */
public record OffersRequest(@Nullable List<Offer> offers) {

	/**
	 * One offer, made before its receiver is known.
	 *
	 * @param offerId the id that the answer will name
	 * @param offer the offer; passed on untouched
	 */
	public record Offer(@Nullable JsonNode offerId, @Nullable JsonNode offer) {

	}

}
