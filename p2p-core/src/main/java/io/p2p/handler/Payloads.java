package io.p2p.handler;

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.validation.annotation.ValidationAnnotationUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.InvalidDefinitionException;

import io.p2p.annotation.EventArgument;
import io.p2p.annotation.PeerData;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.handler.PeerArgumentResolver.Argument;
import io.p2p.handler.PeerArgumentResolver.Source;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.PeerMessage;
import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;

/**
 * The arguments that are read from JSON, and checked where that is asked for.
 */
final class Payloads {

	private final PeerMessageCodec codec;

	private final PayloadTypes types;

	private final @Nullable PayloadValidator validator;

	Payloads(PeerMessageCodec codec, PayloadTypes types, @Nullable PayloadValidator validator) {
		this.codec = codec;
		this.types = types;
		this.validator = validator;
	}

	/**
	 * An argument of the event that nothing else is known for.
	 * @param index which one, from 0
	 */
	Argument payload(MethodParameter parameter, int index) {
		this.types.check(parameter);
		return argument(parameter, type(parameter), index);
	}

	/**
	 * The argument of the event that {@link EventArgument} names.
	 */
	@Nullable Argument indexed(MethodParameter parameter) {
		EventArgument annotation = parameter.getParameterAnnotation(EventArgument.class);
		if (annotation == null) {
			return null;
		}
		if (annotation.value() < 0) {
			throw new InvalidHandlerException("the index of @EventArgument must not be negative",
					"Count the arguments of the event from 0.");
		}
		this.types.checkReadable(type(parameter));
		return argument(parameter, type(parameter), annotation.value());
	}

	/**
	 * What the sender tells of itself, with {@link PeerData}.
	 */
	@Nullable Argument data(MethodParameter parameter) {
		if (!parameter.hasParameterAnnotation(PeerData.class)) {
			return null;
		}
		Type type = type(parameter);
		this.types.checkReadable(type);
		return new Argument((call) -> {
			RawJson data = call.peer().data();
			return (data != null) ? read("The peer's data", () -> this.codec.decode(data, type)) : null;
		}, ErrorCode.BAD_REQUEST, "The server's handler needs the peer to have data");
	}

	/**
	 * The whole event: as it came, or with its payload read.
	 */
	@Nullable Argument message(MethodParameter parameter) {
		if (parameter.getNestedParameterType() == RawMessage.class) {
			return new Argument(CallContext::event, ErrorCode.BAD_REQUEST, "There is no event");
		}
		if (parameter.getNestedParameterType() != PeerMessage.class) {
			return null;
		}
		ResolvableType payload = ResolvableType.forType(type(parameter)).getGeneric(0);
		if (payload.resolve() == Void.class) {
			return peerMessage((call) -> null);
		}
		if (payload.resolve(Object.class) == Object.class) {
			return peerMessage(argument(parameter, Object.class, 0).source());
		}
		this.types.checkReadable(payload.getType());
		return peerMessage(argument(parameter, payload.getType(), 0)::required);
	}

	@SuppressWarnings("NullAway") // T may be nullable, which is not followed
	private static Argument peerMessage(Source payload) {
		return new Argument((call) -> {
			Room room = call.room();
			return new PeerMessage<>(call.event().event(), payload.get(call), call.peer(),
					(room != null) ? room.name() : null, call.event().size(), call.id());
		}, ErrorCode.BAD_REQUEST, "There is no event");
	}

	private Argument argument(MethodParameter parameter, Type type, int index) {
		String subject = "Argument " + index;
		Source read = (call) -> read(subject, () -> this.codec.decode(call.event(), index, type));
		return new Argument(checked(parameter, read, index), ErrorCode.BAD_REQUEST,
				"The server's handler needs argument " + index + " of the event");
	}

	private Source checked(MethodParameter parameter, Source source, int index) {
		Class<?>[] groups = groups(parameter);
		if (groups == null) {
			return source;
		}
		PayloadValidator checks = this.validator;
		if (checks == null) {
			throw new InvalidHandlerException("there is no Validator bean to check it with",
					"Add spring-boot-starter-validation, or take the annotation away.");
		}
		String name = (parameter.getParameterName() != null) ? parameter.getParameterName() : "argument " + index;
		return (call) -> {
			Object payload = source.get(call);
			if (payload != null) {
				checks.validate(payload, name, groups);
			}
			return payload;
		};
	}

	private static Class<?> @Nullable [] groups(MethodParameter parameter) {
		for (Annotation annotation : parameter.getParameterAnnotations()) {
			Object[] hints = ValidationAnnotationUtils.determineValidationHints(annotation);
			if (hints != null) {
				return Arrays.copyOf(hints, hints.length, Class[].class);
			}
		}
		return null;
	}

	private static @Nullable Object read(String subject, Supplier<@Nullable Object> reading) {
		try {
			return reading.get();
		}
		catch (InvalidDefinitionException ex) {
			// not the sender's fault
			throw ex;
		}
		catch (JacksonException ex) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, new PayloadMismatch(ex).describe(subject));
		}
	}

	/**
	 * The type that is read, of the class that the method is called on.
	 */
	static Type type(MethodParameter parameter) {
		return GenericTypeResolver.resolveType(parameter.getNestedGenericParameterType(),
				parameter.getContainingClass());
	}

}
