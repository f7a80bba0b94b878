package io.p2p.handler;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.EventLimits;
import io.p2p.peer.RawMessage;

/**
 * What handler methods return: now, or as a promise.
 */
final class HandlerResults {

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Mono",
			HandlerResults.class.getClassLoader());

	private final PeerMessageCodec codec;

	HandlerResults(PeerMessageCodec codec) {
		this.codec = codec;
	}

	/**
	 * Wait for a result without holding a thread.
	 * @return completed if the result is there already
	 */
	@SuppressWarnings("unchecked")
	static CompletionStage<@Nullable Object> stage(@Nullable Object result) {
		if (result instanceof CompletionStage<?> stage) {
			return (CompletionStage<@Nullable Object>) stage;
		}
		if (result != null && REACTOR) {
			ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(result.getClass());
			if (adapter != null) {
				return Reactive.stage(adapter, result);
			}
		}
		return CompletableFuture.completedFuture(result);
	}

	/**
	 * The event with a result in place of its arguments.
	 * @return {@code null} if there is no result
	 * @throws IllegalArgumentException if it is beyond the {@link EventLimits}
	 */
	@Nullable RawMessage encode(String event, @Nullable Object result) {
		Object value = (result instanceof Optional<?> optional) ? optional.orElse(null) : result;
		if (value instanceof RawMessage raw) {
			return EventLimits.check(new RawMessage(event, raw.arguments(), raw.attachments()));
		}
		return (value != null) ? EventLimits.check(this.codec.encode(event, value)) : null;
	}

	/**
	 * Apart, because Reactor may not be there.
	 */
	private static final class Reactive {

		static CompletionStage<@Nullable Object> stage(ReactiveAdapter adapter, Object result) {
			Publisher<Object> publisher = adapter.toPublisher(result);
			Mono<?> one = adapter.isMultiValue() ? Flux.from(publisher).collectList() : Mono.from(publisher);
			return one.cast(Object.class).toFuture();
		}

	}

}
