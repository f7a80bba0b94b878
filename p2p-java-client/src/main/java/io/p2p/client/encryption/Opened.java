package io.p2p.client.encryption;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.p2p.client.wire.Fields;

/**
 * What was sealed.
 *
 * @param number how much its sender has sealed with it
 * @param event the event of the protocol that it is, or {@code hi} or {@code data}
 * @param header the header of that, which says whom it is for
 * @param said all that is said of it
 * @param payload its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares them
record Opened(long number, String event, Fields header, Fields said, byte[] payload) {

	static @Nullable Opened read(JsonNode line, byte[] payload) {
		Fields said = Fields.of(line);
		String event = said.text("e");
		if (event == null || !said.isNumber("n")) {
			return null;
		}
		return new Opened(said.number("n", 0), event, Fields.of(said.node("h")), said, payload);
	}

	/**
	 * The number of what was for somebody before: 0 where nothing was.
	 * @return {@code null} where that is not said
	 */
	@Nullable Long before(String me) {
		Fields others = Fields.of(this.said.node("x"));
		Fields one = others.isNumber(me) ? others : this.said;
		String name = (one == others) ? me : "p";
		return one.isNumber(name) ? (Long) one.number(name, 0) : null;
	}

	/**
	 * The number of the first that counts for somebody, where its sender says that it has
	 * met it.
	 * @param salt that of whom it has met
	 */
	@Nullable Long since(String me, String salt) {
		JsonNode met = Fields.of(this.said.node("g")).json().path(me);
		boolean isMeant = met.path(0).asString("").equals(salt) && met.path(1).isNumber();
		return isMeant ? (Long) (long) met.path(1).asDouble() : null;
	}

	/**
	 * Whether it is sealed for somebody.
	 */
	boolean isFor(String me) {
		String to = this.header.text("to", me);
		return this.header.text("toPeerId", to).equals(me) && !this.header.texts("skip").contains(me);
	}

	boolean isInOrder() {
		return isInOrder(this.event);
	}

	/**
	 * Whether something is to come in order. A signal may be refused, and what is
	 * volatile may be dropped: nothing has to be behind them.
	 */
	static boolean isInOrder(String event) {
		return switch (event) {
			case "p2p:msg", "p2p:part", "p2p:path", "p2p:stop", "hi" -> true;
			default -> false;
		};
	}

}
