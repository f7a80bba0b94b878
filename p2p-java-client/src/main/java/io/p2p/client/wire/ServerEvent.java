package io.p2p.client.wire;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An event of the protocol to library peers, which both ends count.
 *
 * @param name its name
 * @param header its first argument
 * @param rest the arguments behind it, a JSON array
 * @param binaries the binaries that the latter refer to
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares events
public record ServerEvent(String name, Fields header, byte[] rest, List<byte[]> binaries) {

	// What each says at least
	private static final Map<String, List<String>> MEMBERS = Map.ofEntries(Map.entry("peer-connect", List.of("peerId")),
			Map.entry("peer-update", List.of("peerId")), Map.entry("peer-disconnect", List.of("peerId")),
			Map.entry("peer-signal", List.of("fromPeerId")), Map.entry("peer-error", List.of("code")),
			Map.entry("p2p:links", List.of("peerIds")), Map.entry("p2p:lost", List.of("peerId")),
			Map.entry("p2p:msg", List.of("from")), Map.entry("p2p:part", List.of("from", "id", "total", "offset")),
			Map.entry("p2p:sent", List.of("id", "offset")), Map.entry("p2p:stop", List.of("from", "id")),
			Map.entry("p2p:path", List.of("from", "epoch")));

	private static final Set<String> NUMBERS = Set.of("id", "total", "offset", "epoch");

	/**
	 * Whether an event is one of these.
	 * @param name the name of the event
	 * @return whether both ends count it
	 */
	public static boolean isOne(String name) {
		return MEMBERS.containsKey(name);
	}

	/**
	 * Read an event.
	 * @param name its name, one of these
	 * @param header its first argument, if it has one
	 * @param rest the arguments behind it
	 * @param binaries the binaries
	 * @return the event; {@code null} if something is missing without which it means
	 * nothing
	 */
	public static @Nullable ServerEvent of(String name, @Nullable JsonNode header, byte[] rest, List<byte[]> binaries) {
		Fields fields = Fields.of(header);
		for (String member : MEMBERS.getOrDefault(name, List.of())) {
			boolean valid = NUMBERS.contains(member) ? fields.isNumber(member)
					: member.equals("peerIds") ? fields.has(member) : fields.text(member) != null;
			if (!valid) {
				return null;
			}
		}
		return new ServerEvent(name, fields, rest, binaries);
	}

	/**
	 * Take what has come before a welcome, once: each server that this client has come to
	 * meanwhile has sent it all.
	 * @param events what has come
	 * @param take takes each
	 */
	public static void takeOnce(List<ServerEvent> events, Consumer<ServerEvent> take) {
		long reached = 0;
		for (ServerEvent event : events) {
			if (event.at() < 0 || event.at() > reached) {
				reached = Math.max(reached, event.at());
				take.accept(event);
			}
		}
	}

	/**
	 * Where in the log of its room it stems from.
	 * @return the offset, -1 if it stems from none
	 */
	public long at() {
		return this.header.number("at", -1);
	}

	/**
	 * The room that it is about.
	 * @return the name, {@code null} for none in particular
	 */
	public @Nullable String room() {
		return this.header.text("room");
	}

}
