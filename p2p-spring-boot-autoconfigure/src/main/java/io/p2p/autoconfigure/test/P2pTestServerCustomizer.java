package io.p2p.autoconfigure.test;

import java.util.Map;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

import io.p2p.socketio.netty.P2pServer;

/**
 * Has the P2P server of a test listen on a free port, or not at all, unless the test sets
 * {@code p2p.server.port} itself. One that uses the port of the web server goes on to do
 * so.
 *
 * @param listens whether the server listens
 */
record P2pTestServerCustomizer(boolean listens) implements ContextCustomizer {

	private static final ConfigurationPropertyName PORT = ConfigurationPropertyName.of("p2p.server.port");

	private static final ConfigurationPropertyName FALLBACK_PORT = ConfigurationPropertyName
		.of("p2p.server.fallback-port");

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		// later, as other customizers may still add properties of the test
		context.addBeanFactoryPostProcessor((beanFactory) -> customize(context.getEnvironment(), beanFactory));
	}

	private void customize(ConfigurableEnvironment environment, ConfigurableListableBeanFactory beanFactory) {
		if (isPortSaidByTest(environment)) {
			return;
		}
		if (this.listens) {
			ConfigurationPropertyName free = isPortSaid(environment) ? PORT : FALLBACK_PORT;
			environment.getPropertySources().addFirst(new MapPropertySource("p2p.test", Map.of(free.toString(), 0)));
		}
		else {
			beanFactory.addBeanPostProcessor(new Silencer());
		}
	}

	private static boolean isPortSaid(ConfigurableEnvironment environment) {
		return StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
			.anyMatch((source) -> source.getConfigurationProperty(PORT) != null);
	}

	// sources of a test precede the system properties, those of an application follow
	private static boolean isPortSaidByTest(ConfigurableEnvironment environment) {
		for (PropertySource<?> source : environment.getPropertySources()) {
			if (source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
				return false;
			}
			ConfigurationPropertySource properties = ConfigurationPropertySource.from(source);
			if (properties != null && properties.getConfigurationProperty(PORT) != null) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Keeps the server from listening when the context starts.
	 */
	private static final class Silencer implements BeanPostProcessor {

		@Override
		public @Nullable Object postProcessAfterInitialization(Object bean, String beanName) {
			if (bean instanceof P2pServer server) {
				server.setAutoStartup(false);
			}
			return bean;
		}

	}

}
