package io.p2p.autoconfigure;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/**
 * Warns of unknown properties under {@code p2p}, such as misspelt ones, which Spring Boot
 * ignores. Environment variables are not checked, as they may be other programs'.
 */
class UnknownPropertiesReporter implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(UnknownPropertiesReporter.class);

	private final Environment environment;

	UnknownPropertiesReporter(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Set<ConfigurationProperty> unbound = unbound();
		if (unbound.isEmpty()) {
			return;
		}
		// the metadata also has the properties of other classes and of conditions
		Set<String> known = KnownProperties.under("p2p.");
		for (ConfigurationProperty property : unbound) {
			String name = property.getName().toString();
			if (!isKnown(property.getName(), known)) {
				logger.warn("Nothing reads the property {}{}{}", name,
						(property.getOrigin() != null) ? " (from " + property.getOrigin() + ")" : "",
						nearest(name, known).map(": did you mean %s?"::formatted).orElse(""));
			}
		}
	}

	private Set<ConfigurationProperty> unbound() {
		try {
			Binder.get(this.environment)
				.bind("p2p", Bindable.of(P2pProperties.class),
						new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()));
		}
		catch (BindException ex) {
			if (ex.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
				return unbound.getUnboundProperties();
			}
		}
		return Set.of();
	}

	// a known name, or an entry of a known list or map
	private static boolean isKnown(ConfigurationPropertyName name, Collection<String> known) {
		return known.stream()
			.map(ConfigurationPropertyName::of)
			.anyMatch((one) -> one.equals(name) || one.isAncestorOf(name));
	}

	static Optional<String> nearest(String name, Collection<String> known) {
		String last = name.substring(name.lastIndexOf('.'));
		return new TreeSet<>(known).stream()
			.min(Comparator.comparing((String one) -> !one.endsWith(last))
				.thenComparing((one) -> KnownProperties.distance(name, one)))
			.filter((one) -> one.endsWith(last) || KnownProperties.distance(name, one) <= name.length() / 3);
	}

}
