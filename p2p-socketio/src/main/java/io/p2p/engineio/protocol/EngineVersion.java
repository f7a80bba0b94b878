package io.p2p.engineio.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The revision of Engine.IO that a client speaks.
 *
 * @since 0.1.0
 */
public enum EngineVersion {

	/** The revision of socket.io-client 1.x and 2.x. */
	V3("3"),

	/** The revision of socket.io-client 3.x and 4.x. */
	V4("4");

	private final String number;

	EngineVersion(String number) {
		this.number = number;
	}

	/**
	 * The version with a number.
	 * @param number the {@code EIO} query parameter
	 * @return the version, {@code null} for any other number
	 */
	public static @Nullable EngineVersion of(@Nullable String number) {
		for (EngineVersion version : values()) {
			if (version.number.equals(number)) {
				return version;
			}
		}
		return null;
	}

	/**
	 * The number that a client gives as {@code EIO}.
	 * @return the number
	 */
	public String number() {
		return this.number;
	}

}
