package io.p2p.autoconfigure.web;

import java.util.Collection;
import java.util.Map;

/**
 * Looks whether a handler of the application has the path of the server. One for all
 * paths, as single-page applications have, does not count: the server is asked first.
 */
final class MappedPaths {

	private MappedPaths() {
	}

	/**
	 * Check the patterns of handlers.
	 * @param path the path of the server, without a slash at its end
	 * @param patterns the patterns of each handler
	 * @throws PathInUseException if one of them begins with the path
	 */
	static void check(String path, Map<?, ? extends Collection<String>> patterns) {
		patterns.forEach((handler, its) -> {
			if (its.stream().anyMatch((pattern) -> pattern.equals(path) || pattern.startsWith(path + "/"))) {
				throw new PathInUseException(path, handler.toString());
			}
		});
	}

}
