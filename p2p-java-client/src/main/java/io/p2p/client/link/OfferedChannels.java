package io.p2p.client.link;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.p2p.client.rtc.RtcChannel;

/**
 * The channels that the other end of a connection has opened for rooms, until those take
 * them.
 *
 * @since 0.1.0
 */
public final class OfferedChannels {

	// a room's name is not longer
	private static final Pattern LABEL = Pattern.compile("p2p(-volatile)?:([1-9]\\d{0,9}):(.{0,128})", Pattern.DOTALL);

	// more rooms than this two peers have in common only if one of them is up to
	// something
	private static final int MAX_OFFERED = 256;

	private List<Offered> offered = new ArrayList<>();

	/**
	 * A channel has come.
	 * @return what it is; {@code null} if it is none of a room, or there are too many
	 */
	@Nullable Offered add(RtcChannel channel) {
		this.offered.removeIf((one) -> !one.channel().isOpen());
		Matcher label = LABEL.matcher(channel.label());
		if (!label.matches() || this.offered.size() >= MAX_OFFERED) {
			return null;
		}
		Offered one = new Offered(label.group(3), label.group(2), label.group(1) != null, channel);
		this.offered.add(one);
		return one;
	}

	/**
	 * Whether there is one for a room.
	 * @param room the name of the room
	 * @return whether there is
	 */
	public boolean has(String room) {
		return ofRoom(room).stream().anyMatch((one) -> !one.isVolatile());
	}

	/**
	 * Give a link the newest pair for its room.
	 * @param link the link
	 */
	public void give(Link link) {
		if (link.pair() == null) {
			give(link, false);
		}
		if (!link.hasVolatileChannel() && link.pair() != null) {
			give(link, true);
		}
	}

	private void give(Link link, boolean isVolatile) {
		Offered one = take(link.room(), isVolatile, link.pair());
		if (one != null) {
			link.take(one.channel(), isVolatile, one.pair());
		}
	}

	private @Nullable Offered take(String room, boolean isVolatile, @Nullable String pair) {
		Offered newest = null;
		for (Offered one : ofRoom(room)) {
			if (one.isVolatile() == isVolatile && (pair == null || pair.equals(one.pair()))) {
				newest = one;
			}
		}
		this.offered.remove(newest);
		return newest;
	}

	/**
	 * Close those for a room: it is to have a connection of its own.
	 * @param room the name of the room
	 */
	public void decline(String room) {
		ofRoom(room).forEach((one) -> one.channel().close());
	}

	private List<Offered> ofRoom(String room) {
		return this.offered.stream().filter((one) -> one.room().equals(room)).toList();
	}

	/**
	 * A channel for a room.
	 *
	 * @param pair a number that pairs the two of a link
	 */
	record Offered(String room, String pair, boolean isVolatile, RtcChannel channel) {

	}

}
