package io.p2p.client.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what everybody has sent with what everybody hears.
 */
final class Ledger {

	// so long a sender may not know who has left, being away itself
	private static final double UNAWARE_MS = 60_000;

	private final List<Sent> all = new ArrayList<>();

	// what has come, by the id of the receiver and the room, and the last of each row
	private final Map<String, Set<String>> heard = new HashMap<>();

	private final Set<String> bySeat = new HashSet<>();

	private final Map<String, Integer> last = new HashMap<>();

	// the ids of those who are not there any more, and of those who have lost a session
	private final Map<String, List<Double>> gone = new HashMap<>();

	private final Set<String> ended = new HashSet<>();

	private final Map<String, Integer> unreachable = new HashMap<>();

	private final List<String> problems = new ArrayList<>();

	List<String> problems() {
		return this.problems;
	}

	int size() {
		return this.all.size();
	}

	void problem(String what) {
		this.problems.add(what);
	}

	void sent(Sent sent) {
		this.all.add(sent);
	}

	/**
	 * Something has come.
	 * @param seat who has heard it, in one room, under one id, from one join on
	 * @param id its id
	 * @param from the id of the sender, which is another one after it was away for too
	 * long
	 * @param row what is to be in order
	 */
	void heard(String seat, String id, String room, String from, String row, int number) {
		String about = seat + " heard " + row + " " + number;
		this.heard.computeIfAbsent(id + " " + room, (one) -> new HashSet<>()).add(row + " " + number);
		if (!this.bySeat.add(about)) {
			problem(about + " again");
			return;
		}
		Integer before = this.last.put(seat + " " + row + " of " + from, number);
		if (before != null && before > number) {
			problem(about + " after " + before);
		}
	}

	/**
	 * Somebody has left a room.
	 */
	void gone(String id, String room, double at) {
		this.gone.computeIfAbsent(id + " " + room, (one) -> new ArrayList<>()).add(at);
	}

	private boolean hasGone(String id, Sent sent, double since) {
		return this.gone.getOrDefault(id + " " + sent.room(), List.of()).stream().anyMatch((at) -> at >= since);
	}

	/**
	 * Somebody was away for too long.
	 */
	void ended(String id) {
		this.ended.add(id);
	}

	void unreachable(String sender, String receiver) {
		this.unreachable.merge(sender + " " + receiver, 1, Integer::sum);
	}

	/**
	 * Nothing is under way any more.
	 */
	void close() {
		Map<String, Integer> told = new HashMap<>(this.unreachable);
		for (Sent sent : this.all) {
			for (String receiver : sent.receivers()) {
				Set<String> known = this.heard.getOrDefault(receiver + " " + sent.room(), Set.of());
				boolean missing = !known.contains(sent.row() + " " + sent.number());
				boolean senderLeft = hasGone(sent.sender(), sent, sent.at());
				boolean excused = hasGone(receiver, sent, sent.at() - UNAWARE_MS) || this.ended.contains(receiver)
						|| this.ended.contains(sent.sender()) || (senderLeft && (sent.large() || sent.secret()));
				if (!missing || excused) {
					continue;
				}
				int left = told.getOrDefault(sent.sender() + " " + receiver, 0);
				told.put(sent.sender() + " " + receiver, left - 1);
				if (!sent.secret() || left <= 0) {
					problem(receiver + " did not hear " + sent.row() + " " + sent.number() + " of " + sent.sender());
				}
			}
		}
	}

	/**
	 * Something that was sent.
	 *
	 * @param at when
	 * @param sender its id then
	 * @param row what is to be in order
	 * @param secret whether it may not pass the server
	 * @param large whether it goes in parts
	 * @param receivers the ids of whom it was for
	 */
	record Sent(double at, String sender, String room, String row, int number, boolean secret, boolean large,
			List<String> receivers) {

	}

}
