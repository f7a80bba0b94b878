package io.p2p.test;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The clients that are not closed yet, by the threads that opened them: several tests may
 * share an application at the same time.
 */
final class OpenClients {

	private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

	void add(Runnable close) {
		this.entries.add(new Entry(Thread.currentThread(), close));
	}

	void closeOwn() {
		close(this.entries.stream().filter((entry) -> entry.opener() == Thread.currentThread()).toList());
	}

	void closeAll() {
		close(List.copyOf(this.entries));
	}

	private void close(List<Entry> some) {
		this.entries.removeAll(some);
		some.forEach((entry) -> entry.close().run());
	}

	private record Entry(Thread opener, Runnable close) {

	}

}
