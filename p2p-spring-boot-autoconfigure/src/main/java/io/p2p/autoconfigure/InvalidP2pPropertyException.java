package io.p2p.autoconfigure;

/**
 * A property under {@code p2p} has an invalid value.
 */
class InvalidP2pPropertyException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final String value;

	private final String requirement;

	/**
	 * Create an exception.
	 * @param property the name of the property
	 * @param value its value, or a description of it if that is a secret
	 * @param requirement what the value must do, for example {@code be positive}
	 */
	InvalidP2pPropertyException(String property, Object value, String requirement) {
		super("'%s' is '%s', but must %s".formatted(property, value, requirement));
		this.property = property;
		this.value = value.toString();
		this.requirement = requirement;
	}

	String property() {
		return this.property;
	}

	String value() {
		return this.value;
	}

	String requirement() {
		return this.requirement;
	}

}
