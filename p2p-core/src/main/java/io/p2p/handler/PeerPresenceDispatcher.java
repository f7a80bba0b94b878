package io.p2p.handler;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.MessageRelay;
import io.p2p.room.PeerJoinedEvent;
import io.p2p.room.PeerLeftEvent;
import io.p2p.room.Room;
import io.p2p.room.RoomListener;
import io.p2p.room.RoomMember;

/**
 * Tells the application who comes and goes, in order with the peer's events and off the
 * event loop: the methods that are marked for it, and then the listeners of
 * {@link PeerJoinedEvent} and {@link PeerLeftEvent}.
 *
 * @since 0.1.0
 */
public final class PeerPresenceDispatcher implements RoomListener {

	private static final Logger logger = LoggerFactory.getLogger(PeerPresenceDispatcher.class);

	private static final byte[] NO_ARGUMENTS = { '[', ']' };

	private final FailureLog log = new FailureLog();

	private final PeerMessageHandlerRegistry registry;

	private final MessageRelay relay;

	private final PeerCalls calls;

	private final HandlerInvoker invoker;

	private final ApplicationEventPublisher events;

	/**
	 * Create a dispatcher.
	 * @param registry the methods
	 * @param relay where the peers' events are, which keep their order
	 * @param calls where the methods run
	 * @param invoker who calls them
	 * @param events where the application events go
	 */
	public PeerPresenceDispatcher(PeerMessageHandlerRegistry registry, MessageRelay relay, PeerCalls calls,
			HandlerInvoker invoker, ApplicationEventPublisher events) {
		this.registry = registry;
		this.relay = relay;
		this.calls = calls;
		this.invoker = invoker;
		this.events = events;
	}

	@Override
	public void joinedHere(Room room, RoomMember member) {
		tell(this.registry.joined(), "@PeerJoined", room, member, new PeerJoinedEvent(room, member));
	}

	@Override
	public void leftHere(Room room, RoomMember member) {
		tell(this.registry.left(), "@PeerLeft", room, member, new PeerLeftEvent(room, member));
	}

	private void tell(List<PeerHandlerMethod> methods, String name, Room room, RoomMember member, Object event) {
		Peer peer = member.peer();
		CallContext context = CallContext.of(room, member, new RawMessage(name, NO_ARGUMENTS, List.of()), 0);
		this.relay.queue().behind(peer, () -> this.calls.presence(peer, () -> call(methods, context, event)));
	}

	private CompletionStage<@Nullable Object> call(List<PeerHandlerMethod> methods, CallContext context, Object event) {
		CompletableFuture<@Nullable Object> all = CompletableFuture.completedFuture(null);
		for (PeerHandlerMethod method : methods) {
			CompletableFuture<?> one = call(method, context);
			all = all.thenCombine(one, (before, result) -> null);
		}
		try {
			this.events.publishEvent(event);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("A listener of {} failed for {} in {}", event.getClass().getSimpleName(), context.peer(),
					context.room(), ex);
		}
		return all;
	}

	private CompletableFuture<?> call(PeerHandlerMethod method, CallContext context) {
		PeerHandlerCall call = new PeerHandlerCall(context.peer(), context.room(), context.event(),
				context.event().event(), method.toString());
		return this.invoker.invoke(call, method, context).toCompletableFuture().exceptionally((failure) -> {
			Throwable cause = HandlerFailures.cause(failure);
			// a parameter that this peer has nothing for
			if (!(cause instanceof RefusedException)) {
				this.log.write(method, call, cause);
			}
			return null;
		});
	}

}
