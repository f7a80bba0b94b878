package io.p2p.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags the observations of handler methods. A bean of this type replaces
 * {@link DefaultPeerHandlerObservationConvention}.
 *
 * @since 0.1.0
 */
public interface PeerHandlerObservationConvention extends ObservationConvention<PeerHandlerObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof PeerHandlerObservationContext;
	}

}
