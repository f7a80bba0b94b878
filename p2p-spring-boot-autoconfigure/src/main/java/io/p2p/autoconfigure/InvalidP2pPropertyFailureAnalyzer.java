package io.p2p.autoconfigure;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Explains which property has a wrong value, where that comes from and what it must be.
 * Comes before Spring Boot's analyzers, which only name the group of properties.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidP2pPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidP2pPropertyException> {

	private final Environment environment;

	InvalidP2pPropertyFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidP2pPropertyException cause) {
		return new FailureAnalysis(
				"The P2P server could not start: %s has the value '%s'%s.".formatted(cause.property(), cause.value(),
						origin(cause.property())),
				"Change %s: it must %s.".formatted(cause.property(), cause.requirement()), cause);
	}

	// finds the property also if it is a list, whose values have an index
	private String origin(String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty found = source.getConfigurationProperty(name);
			if (found == null) {
				found = source.getConfigurationProperty(name.append("[0]"));
			}
			if (found != null) {
				return (found.getOrigin() != null) ? " (from " + found.getOrigin() + ")" : "";
			}
		}
		return "";
	}

}
