package io.p2p.room;

import org.jspecify.annotations.Nullable;

/**
 * Options of a room that the server has opened.
 *
 * @param maxPeers how many peers the room takes; {@code 0} lets nobody in, {@code null}
 * is no limit
 * @param numClients how many links a peer holds in the room at most, if that is less than
 * {@code p2p.num-clients}; {@code 0} has everything go by relay, {@code null} changes
 * nothing
 * @since 0.1.0
 */
public record RoomOptions(@Nullable Integer maxPeers, @Nullable Integer numClients) {

	/**
	 * The options of a room that the server has not opened: no limits of its own.
	 */
	public static final RoomOptions DEFAULTS = new RoomOptions(null, null);

	/**
	 * Create options.
	 * @throws IllegalArgumentException if a number is negative
	 */
	public RoomOptions {
		check("maxPeers", maxPeers);
		check("numClients", numClients);
	}

	/**
	 * The default options with a limit of peers.
	 * @param maxPeers how many peers may be in the room; {@code 0} lets nobody in
	 * @return the options
	 */
	public static RoomOptions maxPeers(int maxPeers) {
		return DEFAULTS.withMaxPeers(maxPeers);
	}

	/**
	 * These options with another limit of peers.
	 * @param maxPeers how many peers may be in the room; {@code 0} lets nobody in
	 * @return the options
	 */
	public RoomOptions withMaxPeers(int maxPeers) {
		return new RoomOptions(maxPeers, this.numClients);
	}

	/**
	 * These options with another limit of links.
	 * @param numClients how many links a peer holds in the room at most
	 * @return the options
	 */
	public RoomOptions withNumClients(int numClients) {
		return new RoomOptions(this.maxPeers, numClients);
	}

	/**
	 * A member as it takes part in a room with these options.
	 * @param member the member as it wants to take part
	 * @return the same member, or one with fewer links
	 */
	public RoomMember limit(RoomMember member) {
		Integer most = this.numClients;
		return (most != null && most < member.numClients()) ? member.withNumClients(most) : member;
	}

	private static void check(String name, @Nullable Integer number) {
		if (number != null && number < 0) {
			throw new IllegalArgumentException("'" + name + "' must not be negative");
		}
	}

}
