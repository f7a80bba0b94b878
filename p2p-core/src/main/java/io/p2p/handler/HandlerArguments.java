package io.p2p.handler;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;

import io.p2p.handler.PeerArgumentResolver.Argument;
import io.p2p.handler.PeerArgumentResolver.Source;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerId;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;

/**
 * Gives each method the resolvers of its arguments, and sees to it when the application
 * starts that one of them knows each parameter: by annotation, then by type, then as the
 * application's own resolvers say, and what is left are payloads.
 */
final class HandlerArguments {

	private static final Map<Class<?>, Source> TYPES = Map.of(Peer.class, CallContext::peer, PeerId.class,
			(call) -> call.peer().id(), PeerHandshake.class, (call) -> call.peer().handshake(), Room.class,
			CallContext::room, RoomMember.class, CallContext::member);

	private final HandlerMethodArgumentResolver headers = new HeaderArguments();

	private final Payloads payloads;

	private final ObjectProvider<HandlerMethodArgumentResolver> resolvers;

	/**
	 * Create for an application.
	 * @param resolvers the application's own
	 */
	HandlerArguments(Payloads payloads, ObjectProvider<HandlerMethodArgumentResolver> resolvers) {
		this.payloads = payloads;
		this.resolvers = resolvers;
	}

	/**
	 * Prepare a method for events.
	 */
	void forMessages(PeerHandlerMethod method) {
		AtomicInteger index = new AtomicInteger();
		prepare(method, this.headers,
				new PeerArgumentResolver(List.of(this.payloads::indexed, this.payloads::data, HandlerArguments::typed,
						this.payloads::message, this::custom,
						(parameter) -> this.payloads.payload(parameter, index.getAndIncrement()))));
	}

	/**
	 * Prepare a method for failures.
	 */
	void forFailures(PeerHandlerMethod method) {
		prepare(method, this.headers, new PeerArgumentResolver(List.of(this.payloads::data, HandlerArguments::failure,
				HandlerArguments::typed, this.payloads::message, this::custom)));
	}

	/**
	 * Prepare a method for who comes and goes.
	 */
	void forPresence(PeerHandlerMethod method) {
		prepare(method, new PeerArgumentResolver(List.of(this.payloads::data, HandlerArguments::typed)));
	}

	private static void prepare(PeerHandlerMethod method, HandlerMethodArgumentResolver... resolvers) {
		HandlerMethodArgumentResolverComposite all = new HandlerMethodArgumentResolverComposite()
			.addResolvers(resolvers);
		for (MethodParameter parameter : method.getMethodParameters()) {
			parameter.initParameterNameDiscovery(DefaultParameterNameDiscoverer.getSharedInstance());
			try {
				if (!all.supportsParameter(parameter)) {
					throw new InvalidHandlerException("nothing of that type is there for it",
							"Take one of the parameters that such a method may have; a payload is for @PeerMessageHandler.");
				}
			}
			catch (InvalidHandlerException ex) {
				String name = parameter.getParameterName();
				throw ex.at("Parameter %d%s of %s, %s, cannot be had".formatted(parameter.getParameterIndex(),
						(name != null) ? " ('" + name + "')" : "", method.getMethod(),
						parameter.getGenericParameterType().getTypeName()));
			}
		}
		method.setMessageMethodArgumentResolvers(all);
	}

	private static @Nullable Argument typed(MethodParameter parameter) {
		Class<?> type = parameter.getNestedParameterType();
		if (PeerHandlerMethod.isContinuation(parameter)) {
			// CoroutinesUtils has one of its own in its place
			return new Argument((call) -> call, ErrorCode.HANDLER_FAILED, "");
		}
		if (Principal.class.isAssignableFrom(type)) {
			return new Argument((call) -> principal(call, type), ErrorCode.FORBIDDEN,
					"The server's handler needs to know who the sender is");
		}
		Source source = TYPES.get(type);
		return (source != null) ? new Argument(source, ErrorCode.NOT_A_MEMBER, HeaderArguments.NO_ROOM) : null;
	}

	private static @Nullable Principal principal(CallContext call, Class<?> type) {
		Principal principal = call.peer().principal();
		return type.isInstance(principal) ? principal : null;
	}

	// ExceptionHandlers provide it with the call, so that no resolver is asked
	private static @Nullable Argument failure(MethodParameter parameter) {
		return Throwable.class.isAssignableFrom(parameter.getParameterType())
				? new Argument((call) -> null, ErrorCode.HANDLER_FAILED, "") : null;
	}

	private @Nullable Argument custom(MethodParameter parameter) {
		return this.resolvers.orderedStream()
			.filter((resolver) -> resolver.supportsParameter(parameter))
			.findFirst()
			.map((resolver) -> new Argument((call) -> resolver.resolveArgument(parameter, call), ErrorCode.BAD_REQUEST,
					"The server's handler needs what the event does not have"))
			.orElse(null);
	}

}
