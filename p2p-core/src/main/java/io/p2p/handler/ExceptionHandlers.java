package io.p2p.handler;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.p2p.annotation.PeerMessageExceptionHandler;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;

/**
 * Who says what a sender is told of failures: the methods of one bean, and behind them
 * those of advice beans.
 */
final class ExceptionHandlers {

	private final Map<Class<?>, PeerHandlerMethod> methods = new HashMap<>();

	private final @Nullable ExceptionHandlers fallback;

	ExceptionHandlers(@Nullable ExceptionHandlers fallback) {
		this.fallback = fallback;
	}

	/**
	 * The types of exceptions that a method is for.
	 * @throws InvalidHandlerException if it cannot be called for them
	 */
	static List<Class<? extends Throwable>> types(PeerMessageExceptionHandler annotation, Method method) {
		Class<?> result = method.getReturnType();
		if (result != void.class && result != String.class && !RefusedException.class.isAssignableFrom(result)) {
			throw new InvalidHandlerException(
					"%s must return a RefusedException, a String or nothing".formatted(method),
					"Return what the sender is told, or nothing.");
		}
		List<Class<? extends Throwable>> types = new ArrayList<>(List.of(annotation.value()));
		List<? extends Class<?>> parameters = Stream.of(method.getParameterTypes())
			.filter(Throwable.class::isAssignableFrom)
			.toList();
		if (types.isEmpty() && parameters.size() == 1) {
			types.add(parameters.get(0).asSubclass(Throwable.class));
		}
		if (types.isEmpty()) {
			throw new InvalidHandlerException(
					"@PeerMessageExceptionHandler of %s names %s".formatted(method,
							parameters.isEmpty() ? "no exception" : "more than one exception in its parameters"),
					"Give the method one parameter for the exception, or name the exceptions in the annotation.");
		}
		for (Class<?> parameter : parameters) {
			if (!types.stream().allMatch(parameter::isAssignableFrom)) {
				throw new InvalidHandlerException(
						"@PeerMessageExceptionHandler of %s is for exceptions that its parameter does not take"
							.formatted(method),
						"Give the parameter a type that all of them have: " + types + ".");
			}
		}
		return types;
	}

	/**
	 * Add a method.
	 * @return one that is there for that type already, {@code null} if there was none
	 */
	@Nullable PeerHandlerMethod add(Class<? extends Throwable> type, PeerHandlerMethod method) {
		return this.methods.putIfAbsent(type, method);
	}

	/**
	 * Ask the method for the closest type.
	 * @return what the sender is told, {@code null} if there is no such method, or it has
	 * nothing to say
	 * @throws Exception what the method threw
	 */
	@Nullable RefusedException handle(CallContext call, Throwable failure) throws Exception {
		PeerHandlerMethod method = find(failure);
		if (method == null) {
			return (this.fallback != null) ? this.fallback.handle(call, failure) : null;
		}
		Object result = method.invoke(call, failure);
		return (result instanceof String message) ? new RefusedException(ErrorCode.HANDLER_FAILED, message)
				: (RefusedException) result;
	}

	private @Nullable PeerHandlerMethod find(Throwable failure) {
		// a refusal is the sender's to know already
		Class<?> last = (failure instanceof RefusedException) ? RefusedException.class : Throwable.class;
		Class<?> type = failure.getClass();
		while (type != last && !this.methods.containsKey(type)) {
			type = type.getSuperclass();
		}
		return this.methods.get(type);
	}

}
