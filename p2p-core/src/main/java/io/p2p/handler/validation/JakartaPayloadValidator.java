package io.p2p.handler.validation;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.p2p.handler.PayloadValidator;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;

/**
 * Checks payloads with the application's {@link Validator}. A sender is told which fields
 * are not valid and why, never what was in them.
 *
 * @since 0.1.0
 */
public final class JakartaPayloadValidator implements PayloadValidator {

	private static final int MOST = 5;

	private final Validator validator;

	/**
	 * Create a validator.
	 * @param validator the application's
	 */
	public JakartaPayloadValidator(Validator validator) {
		this.validator = validator;
	}

	@Override
	public void validate(Object payload, String name, Class<?>... groups) {
		// a collection has no constraints of its own
		Stream<?> values = Stream.of(payload);
		if (payload instanceof Collection<?> collection) {
			values = collection.stream();
		}
		else if (payload instanceof Map<?, ?> map) {
			values = map.values().stream();
		}
		else if (payload instanceof Object[] array) {
			values = Stream.of(array);
		}
		String problems = describe(values.filter((value) -> value != null)
			.flatMap((value) -> this.validator.<Object>validate(value, groups).stream()), name);
		if (!problems.isEmpty()) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, problems);
		}
	}

	@Override
	public @Nullable RefusedException refusal(Class<?> beanType, Throwable failure) {
		// of a bean that the handler has called, it is not the sender's fault
		if (failure instanceof ConstraintViolationException ex && ex.getConstraintViolations() != null
				&& ex.getConstraintViolations()
					.stream()
					.allMatch((violation) -> violation.getExecutableParameters() != null
							&& beanType == violation.getRootBeanClass())) {
			return new RefusedException(ErrorCode.BAD_REQUEST,
					describe(ex.getConstraintViolations().stream(), "an argument"));
		}
		return null;
	}

	private static String describe(Stream<? extends ConstraintViolation<?>> violations, String name) {
		return violations.map((violation) -> describe(violation, name))
			.distinct()
			.sorted()
			.limit(MOST)
			.collect(Collectors.joining(", "));
	}

	private static String describe(ConstraintViolation<?> violation, String name) {
		StringBuilder field = new StringBuilder();
		for (Path.Node node : violation.getPropertyPath()) {
			if (node.getKind() != ElementKind.METHOD && StringUtils.hasText(node.getName())
					&& node.getKind() != ElementKind.CONTAINER_ELEMENT) {
				field.append(field.isEmpty() ? "" : ".").append(node.getName());
			}
		}
		// what the constraint says may quote the value
		String template = violation.getMessageTemplate();
		boolean quotes = template.contains("validatedValue");
		return (field.isEmpty() ? name : field) + " " + (quotes ? "is not valid" : violation.getMessage());
	}

}
