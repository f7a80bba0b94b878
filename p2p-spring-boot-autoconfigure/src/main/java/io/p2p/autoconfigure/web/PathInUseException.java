package io.p2p.autoconfigure.web;

/**
 * A handler of the application is mapped to the path of the server.
 */
class PathInUseException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String path;

	private final String mapping;

	PathInUseException(String path, String mapping) {
		super("The path " + path + " is that of " + mapping);
		this.path = path;
		this.mapping = mapping;
	}

	String path() {
		return this.path;
	}

	String mapping() {
		return this.mapping;
	}

}
