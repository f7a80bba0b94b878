package io.p2p.peer;

/**
 * What a packet may hold. Clients are told, so that they need not find out by losing
 * their connection.
 *
 * @param maxPayload the bytes that one packet may have
 * @since 0.1.0
 */
public record PacketLimits(int maxPayload) {

	/**
	 * The binaries that an event may have.
	 */
	public static final int MAX_BINARIES = 1000;

	/**
	 * How deep the JSON of an event may be nested, the array of its arguments included.
	 */
	public static final int MAX_DEPTH = 250;

}
