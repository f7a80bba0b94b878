package io.p2p.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * How calls of handler methods are named and tagged. A bean of this type takes the place
 * of {@link DefaultPeerHandlerObservationConvention}.
 *
 * @since 0.1.0
 */
public interface PeerHandlerObservationConvention extends ObservationConvention<PeerHandlerObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof PeerHandlerObservationContext;
	}

}
