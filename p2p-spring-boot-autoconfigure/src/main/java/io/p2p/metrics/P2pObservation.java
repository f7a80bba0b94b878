package io.p2p.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * All observations.
 *
 * @since 0.1.0
 */
public enum P2pObservation implements ObservationDocumentation {

	/** A call of a handler method, until its result is complete. */
	HANDLER;

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return DefaultPeerHandlerObservationConvention.class;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return new KeyName[] { P2pTag.EVENT, P2pTag.METHOD, P2pTag.OUTCOME };
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return Detail.values();
	}

	/**
	 * High-cardinality keys, which are for traces and not for meters.
	 */
	public enum Detail implements KeyName {

		/** The id of the sender. */
		PEER("p2p.peer"),

		/**
		 * The name of the room, empty for the default room; left out if there is none.
		 */
		ROOM("p2p.room"),

		/** The size of the event in bytes. */
		SIZE("p2p.size");

		private final String key;

		Detail(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
