package io.p2p.client.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The ways of one event.
 *
 * @param links who gets it by a link, at once or when that is open again
 * @param relay to whom the server relays it, {@code null} for nobody
 * @param unreachable who has no link now although the event may take no other way; who is
 * in {@code links} too may get it later
 * @since 0.1.0
 */
public record Route(List<String> links, @Nullable RelayTarget relay, List<String> unreachable) {

	/**
	 * Decide how an event reaches the room, or one peer.
	 * @param addressed the members that it is for
	 * @param relayed whether events may pass the server
	 * @param to the one peer that it is for, {@code null} for everybody
	 * @return its ways
	 */
	public static Route choose(List<Reach> addressed, boolean relayed, @Nullable String to) {
		if (!relayed) {
			List<String> unreachable = ids(addressed, (member) -> !member.hasLink());
			if (to != null && addressed.isEmpty()) {
				unreachable.add(to);
			}
			return new Route(ids(addressed, Reach::mayLink), null, unreachable);
		}
		List<String> links = ids(addressed, Reach::byLink);
		boolean allLinked = !links.isEmpty() && links.size() == addressed.size();
		// also where nobody is known: a handler on the server may listen
		RelayTarget target = (to != null) ? RelayTarget.to(to) : RelayTarget.without(links);
		return new Route(links, allLinked ? null : target, List.of());
	}

	private static List<String> ids(List<Reach> members, Predicate<Reach> test) {
		List<String> ids = new ArrayList<>();
		for (Reach member : members) {
			if (test.test(member)) {
				ids.add(member.id());
			}
		}
		return ids;
	}

	/**
	 * A member of the room, as far as its way matters.
	 *
	 * @param id its id
	 * @param byLink whether the stream to it takes a link
	 * @param hasLink whether there is a link, if only one that is being opened for the
	 * first time
	 * @param mayLink whether there is to be a link
	 */
	public record Reach(String id, boolean byLink, boolean hasLink, boolean mayLink) {

	}

}
