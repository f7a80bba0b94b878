package io.p2p.autoconfigure;

import java.io.Closeable;
import java.io.File;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.p2p.support.TestClient;
import io.p2p.support.TestServer;
import io.p2p.support.WholeApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With and without a web server, the actuator, Spring Security and Micrometer: an
 * application whose class path really has or lacks them starts, with all of its
 * auto-configurations, and an event goes through a handler to the other peer.
 */
class ClassPathTests {

	private static final String ACTUATOR = "spring-boot-(starter-)?(actuator|health)";

	private static final String SECURITY = "spring-security|spring-boot-(starter-)?security";

	// Spring itself needs micrometer-observation
	private static final String MICROMETER = "micrometer-(?!observation-\\d|commons)|spring-boot-(starter-)?micrometer";

	// What most have, and so many more that each two of these have met
	static Stream<Arguments> combinations() {
		return Stream.of(Arguments.of(Web.SERVLET, true, true, true), Arguments.of(Web.REACTIVE, true, true, true),
				Arguments.of(Web.NONE, true, true, true), Arguments.of(Web.NONE, false, false, false),
				Arguments.of(Web.SERVLET, true, false, true), Arguments.of(Web.SERVLET, false, true, false),
				Arguments.of(Web.REACTIVE, true, true, false), Arguments.of(Web.REACTIVE, false, false, true));
	}

	@ParameterizedTest(name = "{0}, actuator: {1}, security: {2}, micrometer: {3}")
	@MethodSource("combinations")
	void anEventGoesThroughAHandlerToTheOtherPeer(Web web, boolean actuator, boolean security, boolean micrometer)
			throws Exception {
		List<String> missing = new ArrayList<>(List.of(web.missing));
		missing.addAll(actuator ? List.of() : List.of(ACTUATOR));
		missing.addAll(security ? List.of() : List.of(SECURITY));
		missing.addAll(micrometer ? List.of() : List.of(MICROMETER));
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader classLoader = without(String.join("|", missing))) {
			Thread.currentThread().setContextClassLoader(classLoader);
			keepTomcatFromTheWholeJvm(classLoader);
			Object application = classLoader.loadClass(WholeApplication.class.getName()).getConstructor().newInstance();
			try (Closeable closeable = (Closeable) application) {
				Supplier<Map<String, Object>> state = state(closeable);
				assertThat(state.get().get("beans")).asInstanceOf(InstanceOfAssertFactories.LIST)
					.satisfies((beans) -> assertThat(beans.contains("p2pHealthIndicator")).isEqualTo(actuator))
					.satisfies((beans) -> assertThat(beans.contains("p2pMetrics")).isEqualTo(micrometer))
					.satisfies((beans) -> assertThat(beans.contains(web.bean)).isTrue());
				assertThat(present(classLoader, "org.springframework.security.core.Authentication"))
					.isEqualTo(security);
				assertRelay(state);
			}
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	private static void assertRelay(Supplier<Map<String, Object>> state) {
		try (TestServer server = TestServer.elsewhere((Integer) state.get().get("port"));
				TestClient alice = TestClient.library(server, "room");
				TestClient bob = TestClient.library(server, "room")) {
			alice.askAll("p2p:msg", Map.of("room", "room"), "greet", "Hello");
			assertThat(bob.awaitEvent("p2p:msg")).contains("greet", "Hello");
			assertThat(state.get()).containsEntry("heard", List.of("Hello"));
		}
	}

	@SuppressWarnings("unchecked") // what WholeApplication is
	private static Supplier<Map<String, Object>> state(Object application) {
		return (Supplier<Map<String, Object>>) application;
	}

	// it would register something that there is once in a JVM only
	private static void keepTomcatFromTheWholeJvm(ClassLoader classLoader) throws ReflectiveOperationException {
		String type = "org.apache.catalina.webresources.TomcatURLStreamHandlerFactory";
		if (present(classLoader, type)) {
			classLoader.loadClass(type).getMethod("disable").invoke(null);
		}
	}

	private static boolean present(ClassLoader classLoader, String name) {
		return classLoader.getResource(name.replace('.', '/') + ".class") != null;
	}

	private static final Pattern OTHER_SERVERS = Pattern.compile("^(?:spring-boot-)?(?:jetty|reactor-netty)-.*\\.jar$");

	private static URLClassLoader without(String jars) {
		Pattern missing = Pattern.compile("^(?:" + jars + ").*\\.jar$");
		URL[] urls = classPath()
			// an application has one web server
			.filter((url) -> !OTHER_SERVERS.matcher(Path.of(url.getPath()).getFileName().toString()).find())
			.filter((url) -> !missing.matcher(Path.of(url.getPath()).getFileName().toString()).find())
			.toArray(URL[]::new);
		return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
	}

	private static Stream<URL> classPath() {
		if (ClassPathTests.class.getClassLoader() instanceof URLClassLoader launcher) {
			return Stream.of(launcher.getURLs());
		}
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map((path) -> url(Path.of(path)));
	}

	private static URL url(Path path) {
		try {
			return path.toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	enum Web {

		NONE("spring-web|spring-boot-(starter-)?(web|tomcat|servlet)|tomcat", "p2pServer"),

		SERVLET("spring-(boot-)?webflux", "tomcatServletWebServerFactory"),

		REACTIVE("spring-(boot-(starter-)?)?webmvc", "tomcatReactiveWebServerFactory");

		private final String missing;

		private final String bean;

		Web(String missing, String bean) {
			this.missing = missing;
			this.bean = bean;
		}

	}

}
