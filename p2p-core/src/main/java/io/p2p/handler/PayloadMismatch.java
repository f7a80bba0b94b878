package io.p2p.handler;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Says which field of a payload is not as it must be, in the words of the payload: a peer
 * is told nothing of the server's classes, nor what was in the field.
 */
final class PayloadMismatch {

	// a name may be the sender's own
	private static final int LONGEST_NAME = 60;

	private static final int MOST_CONSTANTS = 20;

	private static final Map<Class<?>, String> NAMES = Map.of(byte[].class, "binary", ByteBuffer.class, "binary",
			Integer.class, "an int", String.class, "a string", CharSequence.class, "a string");

	private final JacksonException failure;

	PayloadMismatch(JacksonException failure) {
		this.failure = failure;
	}

	/**
	 * Describe it.
	 * @param subject what was read, for example {@code Argument 0}
	 */
	String describe(String subject) {
		String field = field();
		String requirement = (this.failure instanceof UnrecognizedPropertyException) ? "is not known"
				: requirement(type());
		return field.isEmpty() ? subject + " " + requirement : subject + ": '" + field + "' " + requirement;
	}

	private String field() {
		StringBuilder path = new StringBuilder();
		for (JacksonException.Reference step : this.failure.getPath()) {
			if (step.getPropertyName() == null) {
				path.append('[').append(step.getIndex()).append(']');
			}
			else {
				path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
			}
		}
		return (path.length() > LONGEST_NAME) ? path.substring(0, LONGEST_NAME) + "..." : path.toString();
	}

	private @Nullable Class<?> type() {
		if (this.failure instanceof MismatchedInputException mismatch) {
			return mismatch.getTargetType();
		}
		return (this.failure instanceof InputCoercionException coercion) ? coercion.getTargetType() : null;
	}

	private static String requirement(@Nullable Class<?> target) {
		if (target == null) {
			return "is not valid";
		}
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(target);
		String name = NAMES.get(type);
		if (name != null) {
			return "must be " + name;
		}
		if (type.isEnum()) {
			return "must be one of " + Arrays.stream(type.getEnumConstants())
				.limit(MOST_CONSTANTS)
				.map(Object::toString)
				.collect(Collectors.joining(", "));
		}
		if (type.isArray() || Collection.class.isAssignableFrom(type)) {
			return "must be a list";
		}
		if (type.getPackageName().startsWith("java.") && !Map.class.isAssignableFrom(type)) {
			String simple = ClassUtils.isPrimitiveWrapper(type) ? type.getSimpleName().toLowerCase(Locale.ROOT)
					: type.getSimpleName();
			return "must be " + (("AEIO".indexOf(Character.toUpperCase(simple.charAt(0))) >= 0) ? "an " : "a ")
					+ simple;
		}
		return "must be an object";
	}

}
