package io.p2p.autoconfigure;

import java.time.Duration;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionException;
import org.springframework.util.unit.DataSize;

import io.p2p.ice.InvalidIceServerException;

/**
 * Explains that the value of a property under {@code p2p} has the wrong type. Comes
 * before Spring Boot's analyzer, which names the Java type and no remedy.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class P2pBindFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("p2p");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		if (!PREFIX.isAncestorOf(cause.getName())) {
			return null;
		}
		InvalidIceServerException server = findCause(rootFailure, InvalidIceServerException.class);
		if (server != null) {
			return analyze(cause, server);
		}
		ConfigurationProperty property = cause.getProperty();
		if (property != null && cause.getCause() instanceof ConversionException) {
			return new FailureAnalysis(
					"The P2P server could not start: %s has the value '%s'%s.".formatted(property.getName(),
							property.getValue(),
							(property.getOrigin() != null) ? " (from " + property.getOrigin() + ")" : ""),
					"Change %s: it must be %s.".formatted(property.getName(),
							kind(cause.getTarget().getType().resolve(Object.class))),
					cause);
		}
		Throwable root = cause;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return (root instanceof IllegalArgumentException) ? new FailureAnalysis(
				"The P2P server could not start: %s is wrong: %s.".formatted(cause.getName(), root.getMessage()),
				"Change the properties under %s.".formatted(cause.getName()), cause) : null;
	}

	private static FailureAnalysis analyze(BindException cause, InvalidIceServerException server) {
		// a server given as a URL alone: no member to name, and no secret in the value
		ConfigurationProperty text = (cause.getCause() instanceof ConversionException) ? cause.getProperty() : null;
		String name = (text != null) ? text.getName().toString() : cause.getName() + "." + server.member();
		Object value = (text != null) ? text.getValue() : server.shown();
		return new FailureAnalysis(
				"The P2P server could not start: %s has the value '%s'%s.".formatted(name, value,
						(text != null && text.getOrigin() != null) ? " (from " + text.getOrigin() + ")" : ""),
				"Change %s: its %s must %s.".formatted(name, server.member(), server.requirement()), cause);
	}

	private static String kind(Class<?> type) {
		if (type == boolean.class || type == Boolean.class) {
			return "true or false";
		}
		if (type == Duration.class) {
			return "a time such as 500ms, 30s or 2m";
		}
		if (type == DataSize.class) {
			return "a size such as 64KB or 1MB";
		}
		if (type.isEnum()) {
			return "one of " + Arrays.toString(type.getEnumConstants());
		}
		return (type.isPrimitive() || Number.class.isAssignableFrom(type)) ? "a whole number of a possible size"
				: "a " + type.getSimpleName();
	}

}
