package io.p2p.metrics;

import io.micrometer.common.KeyValues;

import io.p2p.peer.RefusedException;
import io.p2p.room.Room;

/**
 * The names and tags that {@link P2pObservation#HANDLER} documents.
 *
 * @since 0.1.0
 */
public class DefaultPeerHandlerObservationConvention implements PeerHandlerObservationConvention {

	@Override
	public String getName() {
		return P2pMeters.HANDLER.getName();
	}

	@Override
	public String getContextualName(PeerHandlerObservationContext context) {
		return context.event() + " handle";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(PeerHandlerObservationContext context) {
		return KeyValues.of(P2pTag.EVENT.withValue(context.event()), P2pTag.METHOD.withValue(context.method()),
				P2pTag.OUTCOME.withValue(outcome(context)));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(PeerHandlerObservationContext context) {
		KeyValues values = KeyValues.of(P2pObservation.Detail.PEER.withValue(context.sender().id().value()),
				P2pObservation.Detail.SIZE.withValue(String.valueOf(context.message().size())));
		Room room = context.room();
		return (room != null) ? values.and(P2pObservation.Detail.ROOM.withValue(room.name())) : values;
	}

	private static String outcome(PeerHandlerObservationContext context) {
		if (!context.isEnded()) {
			return "running";
		}
		Throwable failure = context.getError();
		if (failure == null) {
			return "success";
		}
		return (failure instanceof RefusedException) ? "refused" : "failed";
	}

}
