package io.p2p.metrics;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.p2p.handler.PeerHandlerCall;
import io.p2p.handler.PeerHandlerInterceptor;

/**
 * Observes the calls of handler methods: an observation is in scope while the method
 * runs, and stops when its result is complete.
 *
 * @since 0.1.0
 */
public final class ObservedPeerHandlers implements PeerHandlerInterceptor {

	private static final PeerHandlerObservationConvention DEFAULT = new DefaultPeerHandlerObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable PeerHandlerObservationConvention convention;

	/**
	 * Create an interceptor.
	 * @param registry the registry of the observations
	 * @param convention names and tags them, {@code null} for the default
	 */
	public ObservedPeerHandlers(ObservationRegistry registry, @Nullable PeerHandlerObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public CompletionStage<@Nullable Object> intercept(PeerHandlerCall call,
			Supplier<CompletionStage<@Nullable Object>> next) {
		PeerHandlerObservationContext context = new PeerHandlerObservationContext(call.sender(), call.room(),
				call.message(), call.event(), call.method());
		Observation observation = P2pObservation.HANDLER
			.observation(this.convention, DEFAULT, () -> context, this.registry)
			.start();
		CompletionStage<@Nullable Object> result;
		try {
			result = observation.scoped(next);
		}
		catch (RuntimeException | Error ex) {
			end(observation, context, ex);
			throw ex;
		}
		return result.whenComplete((value, failure) -> end(observation, context, failure));
	}

	private static void end(Observation observation, PeerHandlerObservationContext context,
			@Nullable Throwable failure) {
		if (failure != null) {
			observation.error(cause(failure));
		}
		context.ended();
		observation.stop();
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
