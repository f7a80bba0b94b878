package io.p2p.handler;

import java.lang.reflect.Method;
import java.security.Principal;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

import org.springframework.core.ResolvableType;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerMessage;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;

/**
 * Knows which results of handler methods can go to peers.
 */
final class ResultTypes {

	// what Jackson would write all the same, with more in it than peers are to know
	private static final List<Class<?>> INTERNAL = List.of(Peer.class, PeerHandshake.class, PeerMessage.class,
			Room.class, RoomMember.class, Principal.class, Throwable.class);

	private static final List<Class<?>> NEVER_WAITED_FOR = List.of(Future.class, Callable.class, Runnable.class);

	private static final Pattern FOREIGN = Pattern.compile("org\\.springframework\\.(?:web|http|ui|messaging)\\..*"
			+ "|jakarta\\.(?:servlet|ws)\\..*|com\\.corundumstudio\\..*|io\\.netty\\..*");

	private ResultTypes() {
	}

	/**
	 * Check the result of a method for events.
	 * @throws InvalidHandlerException if peers cannot get it
	 */
	static void check(Class<?> type, Method method) {
		check(ResolvableType.forMethodReturnType(method, type), method);
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

}
