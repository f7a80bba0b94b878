package io.p2p.support;

import java.util.function.Supplier;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/**
 * Has Spring Boot configure Tomcat where a test's application asks for whatever is there:
 * Jetty is on the class path only for tests that ask for it.
 */
class OneWebServer implements AutoConfigurationImportFilter {

	private static final String JETTY = "org.springframework.boot.jetty.";

	private static final ThreadLocal<Boolean> WANTED = ThreadLocal.withInitial(() -> false);

	/**
	 * Start an application on this thread that may have Jetty.
	 */
	static <T> T withJetty(Supplier<T> start) {
		WANTED.set(true);
		try {
			return start.get();
		}
		finally {
			WANTED.remove();
		}
	}

	@Override
	public boolean[] match(String[] classes, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[classes.length];
		for (int i = 0; i < classes.length; i++) {
			matches[i] = WANTED.get() || classes[i] == null || !classes[i].startsWith(JETTY);
		}
		return matches;
	}

}
