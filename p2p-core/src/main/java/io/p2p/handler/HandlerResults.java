package io.p2p.handler;

import java.lang.reflect.Method;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.EventLimits;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerMessage;
import io.p2p.peer.RawMessage;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;

/**
 * What handler methods return, now or as a promise, and what of it can go to peers.
 */
final class HandlerResults {

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Mono",
			HandlerResults.class.getClassLoader());

	// what Jackson would write all the same, with more in it than peers are to know
	private static final List<Class<?>> INTERNAL = List.of(Peer.class, PeerHandshake.class, PeerMessage.class,
			Room.class, RoomMember.class, Principal.class, Throwable.class);

	private static final List<Class<?>> NEVER_WAITED_FOR = List.of(Future.class, Callable.class, Runnable.class);

	private static final Pattern FOREIGN = Pattern.compile("org\\.springframework\\.(?:web|http|ui|messaging)\\..*"
			+ "|jakarta\\.(?:servlet|ws)\\..*|com\\.corundumstudio\\..*|io\\.netty\\..*");

	private final PeerMessageCodec codec;

	HandlerResults(PeerMessageCodec codec) {
		this.codec = codec;
	}

	/**
	 * Check the result of a method for events.
	 * @throws InvalidHandlerException if peers cannot get it
	 */
	static void check(PeerHandlerMethod method) {
		check(ResolvableType.forMethodParameter(method.getReturnType()), method.getMethod());
	}

	private static void check(ResolvableType result, Method method) {
		Class<?> raw = result.resolve(Object.class);
		for (Class<?> internal : INTERNAL) {
			if (internal.isAssignableFrom(raw)) {
				throw unsupported(method, raw, (internal == Throwable.class) ? "Throw it."
						: "Return what the others are to know of it, as a record of your own.");
			}
		}
		boolean stage = CompletionStage.class.isAssignableFrom(raw);
		if (FOREIGN.matcher(raw.getName()).matches()
				|| (!stage && NEVER_WAITED_FOR.stream().anyMatch((other) -> other.isAssignableFrom(raw)))) {
			throw unsupported(method, raw,
					"Return the value itself, or a CompletionStage, Mono or Flux of it, or nothing.");
		}
		if (result.isArray()) {
			check(result.getComponentType(), method);
		}
		for (ResolvableType generic : result.getGenerics()) {
			check(generic, method);
		}
	}

	private static InvalidHandlerException unsupported(Method method, Class<?> raw, String remedy) {
		return new InvalidHandlerException(
				"@PeerMessageHandler of %s returns what cannot go to peers: %s".formatted(method, raw.getTypeName()),
				remedy);
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
		boolean nothing = value == null || value.getClass().getName().equals("kotlin.Unit");
		return nothing ? null : EventLimits.check(this.codec.encode(event, value));
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
