package io.p2p.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What one client has heard, in order.
 */
final class Inbox {

	private static final int SHOWN = 20;

	private final List<P2pTestMessage> heard = new ArrayList<>();

	private final List<P2pTestMessage> unread = new ArrayList<>();

	private @Nullable String end;

	synchronized void add(P2pTestMessage message) {
		this.heard.add(message);
		this.unread.add(message);
		notifyAll();
	}

	/**
	 * Learn that nothing comes any more.
	 */
	synchronized void end(String reason) {
		if (this.end == null) {
			this.end = reason;
			notifyAll();
		}
	}

	synchronized List<P2pTestMessage> heard(String event) {
		return this.heard.stream().filter((message) -> message.event().equals(event)).toList();
	}

	/**
	 * Take the next that was not taken before.
	 */
	P2pTestMessage take(String event, Duration timeout) {
		return await("the event '" + event + "'", timeout, () -> {
			P2pTestMessage found = this.unread.stream()
				.filter((message) -> message.event().equals(event))
				.findFirst()
				.orElse(null);
			if (found != null) {
				this.unread.remove(found);
			}
			else if (this.end != null) {
				throw failure("The connection has ended (" + this.end + ") before the event '" + event + "'");
			}
			return found;
		});
	}

	String awaitEnd(Duration timeout) {
		return await("the end of the connection", timeout, () -> this.end);
	}

	synchronized boolean hasEnded() {
		return this.end != null;
	}

	AssertionError failure(String what) {
		return new AssertionError(what + ". " + description());
	}

	private synchronized String description() {
		if (this.heard.isEmpty()) {
			return "Nothing was heard";
		}
		int from = Math.max(0, this.heard.size() - SHOWN);
		return this.heard.subList(from, this.heard.size())
			.stream()
			.map(P2pTestMessage::toString)
			.collect(Collectors.joining("\n  ", "Heard" + ((from > 0) ? " last" : "") + ":\n  ", ""));
	}

	private synchronized <T> T await(String what, Duration timeout, Supplier<@Nullable T> condition) {
		long end = System.nanoTime() + timeout.toNanos();
		try {
			T found = condition.get();
			while (found == null) {
				long left = (end - System.nanoTime()) / 1_000_000;
				if (left <= 0) {
					throw failure("Waited " + timeout.toMillis() + " ms in vain for " + what);
				}
				wait(left);
				found = condition.get();
			}
			return found;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failure("Interrupted while waiting for " + what);
		}
	}

}
