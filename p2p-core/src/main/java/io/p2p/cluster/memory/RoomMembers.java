package io.p2p.cluster.memory;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.LogEntry;
import io.p2p.cluster.LogEntryKind;
import io.p2p.cluster.Rejection;

/**
 * The members of a room, as far as they are to be known to keep entries out that must
 * have no effect. What is said here is what {@code append.lua} says to Redis.
 */
final class RoomMembers {

	private static final int NO_LIMIT = -1;

	private final Map<String, Member> members = new HashMap<>();

	private final Departed departed;

	private long limit = NO_LIMIT;

	private boolean held;

	RoomMembers(Duration retention) {
		this.departed = new Departed(retention);
	}

	/**
	 * Whether there is nobody, and nobody holds the room open.
	 */
	boolean isQuiet() {
		return this.members.isEmpty() && !this.held;
	}

	/**
	 * Judge an entry, and change the members if it is taken.
	 * @return why the entry is not appended, {@code null} if it is
	 */
	@Nullable Rejection judge(LogEntry entry) {
		return switch (entry.kind()) {
			case EVENT -> event(entry);
			case JOIN, ARRIVE -> join(entry);
			case LEAVE -> leave(entry);
			case LOST -> lost(entry);
			case BACK -> back(entry);
			case OPEN -> open(entry.number());
			case CLOSE -> close();
			case SERVER -> isQuiet() ? Rejection.NOT_A_MEMBER : null;
		};
	}

	private @Nullable Rejection event(LogEntry entry) {
		Member member = this.members.get(entry.peer());
		long number = entry.number();
		if (member == null) {
			Member was = (number > 0) ? this.departed.find(entry.peer()) : null;
			return (was != null && number <= was.number()) ? Rejection.DUPLICATE : Rejection.NOT_A_MEMBER;
		}
		if (entry.generation() < member.generation()) {
			return Rejection.SUPERSEDED;
		}
		if (number > 0 && number <= member.number()) {
			return Rejection.DUPLICATE;
		}
		if (entry.generation() > member.generation()) {
			return Rejection.NOT_A_MEMBER;
		}
		if (number > 0) {
			this.members.put(entry.peer(), new Member(member.generation(), number, member.lost()));
		}
		return null;
	}

	private @Nullable Rejection join(LogEntry entry) {
		Member member = this.members.get(entry.peer());
		Member was = (member != null) ? member : this.departed.find(entry.peer());
		if (was != null && entry.generation() < was.generation()) {
			return Rejection.SUPERSEDED;
		}
		boolean full = this.limit >= 0 && this.members.size() >= this.limit;
		if (member == null && entry.kind() == LogEntryKind.JOIN && full) {
			return Rejection.FULL;
		}
		long number = (was != null) ? Math.max(was.number(), entry.number()) : entry.number();
		this.members.put(entry.peer(), new Member(entry.generation(), number, false));
		return null;
	}

	private @Nullable Rejection leave(LogEntry entry) {
		Member member = this.members.get(entry.peer());
		Member was = (member != null) ? member : this.departed.find(entry.peer());
		long generation = entry.generation();
		if (member != null && generation >= 0 && generation < member.generation()) {
			return Rejection.SUPERSEDED;
		}
		if (was != null && entry.number() > 0 && entry.number() <= was.number()) {
			return Rejection.DUPLICATE;
		}
		if (member == null && generation < 0) {
			return Rejection.NOT_A_MEMBER;
		}
		// noted of others, too: a JOIN of before may still come
		Member left = (was != null)
				? new Member(Math.max(generation, was.generation()), Math.max(entry.number(), was.number()), false)
				: new Member(generation, entry.number(), false);
		this.departed.add(Map.of(entry.peer(), left));
		if (member == null) {
			return Rejection.NOT_A_MEMBER;
		}
		this.members.remove(entry.peer());
		if (isQuiet()) {
			this.limit = NO_LIMIT;
		}
		return null;
	}

	private @Nullable Rejection lost(LogEntry entry) {
		Member member = this.members.get(entry.peer());
		if (member == null || member.generation() != entry.generation() || member.lost()) {
			return Rejection.UNCHANGED;
		}
		this.members.put(entry.peer(), new Member(member.generation(), member.number(), true));
		return null;
	}

	private @Nullable Rejection back(LogEntry entry) {
		Member member = this.members.get(entry.peer());
		if (member == null) {
			return Rejection.NOT_A_MEMBER;
		}
		if (entry.generation() < member.generation()) {
			return Rejection.SUPERSEDED;
		}
		if (entry.generation() == member.generation() && !member.lost()) {
			return Rejection.UNCHANGED;
		}
		this.members.put(entry.peer(), new Member(entry.generation(), member.number(), false));
		return null;
	}

	private @Nullable Rejection open(long most) {
		this.limit = most;
		this.held = true;
		return null;
	}

	private @Nullable Rejection close() {
		if (isQuiet()) {
			return Rejection.UNCHANGED;
		}
		this.departed.add(this.members);
		this.members.clear();
		this.limit = NO_LIMIT;
		this.held = false;
		return null;
	}

}
