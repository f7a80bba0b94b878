package io.p2p.handler;

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.validation.annotation.ValidationAnnotationUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.InvalidDefinitionException;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;

/**
 * Reads payloads, and checks them where that is asked for.
 */
final class Payloads {

	private final PeerMessageCodec codec;

	private final @Nullable PayloadValidator validator;

	Payloads(PeerMessageCodec codec, @Nullable PayloadValidator validator) {
		this.codec = codec;
		this.validator = validator;
	}

	/**
	 * An argument of the event.
	 * @param index which one, from 0
	 */
	Argument argument(MethodParameter parameter, Type type, int index) {
		Class<?>[] groups = groups(parameter);
		String name = (parameter.getParameterName() != null) ? parameter.getParameterName() : "argument " + index;
		return new PayloadArgument(this.codec, type, index, name, (groups != null) ? this.validator : null,
				(groups != null) ? groups : new Class<?>[0]);
	}

	/**
	 * The type that is read, of the class that the method is called on.
	 */
	static Type type(MethodParameter parameter) {
		return GenericTypeResolver.resolveType(parameter.getNestedGenericParameterType(),
				parameter.getContainingClass());
	}

	private Class<?> @Nullable [] groups(MethodParameter parameter) {
		for (Annotation annotation : parameter.getParameterAnnotations()) {
			Object[] hints = ValidationAnnotationUtils.determineValidationHints(annotation);
			if (hints != null) {
				if (this.validator == null) {
					throw new InvalidHandlerException("there is no Validator bean to check it with",
							"Add spring-boot-starter-validation, or take the annotation away.");
				}
				return Arrays.copyOf(hints, hints.length, Class[].class);
			}
		}
		return null;
	}

	@SuppressWarnings("ArrayRecordComponent") // nobody compares them
	private record PayloadArgument(PeerMessageCodec codec, Type type, int index, String name,
			@Nullable PayloadValidator validator, Class<?>[] groups) implements Argument {

		@Override
		public @Nullable Object get(CallContext context) {
			Object payload = read(context);
			if (payload != null && this.validator != null) {
				this.validator.validate(payload, this.name, this.groups);
			}
			return payload;
		}

		private @Nullable Object read(CallContext context) {
			try {
				return this.codec.decode(context.message(), this.index, this.type);
			}
			catch (InvalidDefinitionException ex) {
				// not the sender's fault
				throw ex;
			}
			catch (JacksonException ex) {
				throw new RefusedException(ErrorCode.BAD_REQUEST,
						new PayloadMismatch(ex).describe("Argument " + this.index));
			}
		}

		@Override
		public RefusedException missing() {
			return new RefusedException(ErrorCode.BAD_REQUEST,
					"The server's handler needs argument " + this.index + " of the event");
		}

	}

}
