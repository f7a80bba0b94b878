package io.p2p.test;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Has the application of a {@link P2pTest @P2pTest} share no rooms with other servers,
 * unless a property of the test or of the application says that it does.
 */
class SingleServerCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		return TestContextAnnotationUtils.hasAnnotation(testClass, P2pTest.class) ? new SingleServer() : null;
	}

	/**
	 * A record, as contexts of tests with equal customizers are shared.
	 */
	private record SingleServer() implements ContextCustomizer {

		@Override
		public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
			context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("p2pTest", Map.of("p2p.cluster.enabled", "false")));
		}

	}

}
