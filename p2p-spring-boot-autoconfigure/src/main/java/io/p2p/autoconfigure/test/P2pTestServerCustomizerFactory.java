package io.p2p.autoconfigure.test;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Has the P2P server listen in a {@link SpringBootTest @SpringBootTest} if Boot's web
 * server does. Loaded by Spring's test framework only.
 */
class P2pTestServerCustomizerFactory implements ContextCustomizerFactory {

	private static final boolean BOOT = ClassUtils.isPresent("org.springframework.boot.test.context.SpringBootTest",
			P2pTestServerCustomizerFactory.class.getClassLoader());

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> configAttributes) {
		return BOOT ? Boot.customizer(testClass) : null;
	}

	/**
	 * A class of its own, as a test may have Spring's test framework without Boot's.
	 */
	private static final class Boot {

		static @Nullable ContextCustomizer customizer(Class<?> testClass) {
			SpringBootTest test = TestContextAnnotationUtils.findMergedAnnotation(testClass, SpringBootTest.class);
			if (test == null || test.webEnvironment() == WebEnvironment.DEFINED_PORT) {
				return null;
			}
			return new P2pTestServerCustomizer(test.webEnvironment() == WebEnvironment.RANDOM_PORT);
		}

	}

}
