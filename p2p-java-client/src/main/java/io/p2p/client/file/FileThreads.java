package io.p2p.client.file;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that may wait for a disk or a stream, of which there are as many as wait.
 */
final class FileThreads {

	static final Executor EXECUTOR = Executors.newCachedThreadPool(FileThreads::thread);

	private static final AtomicInteger COUNT = new AtomicInteger();

	private FileThreads() {
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "p2p-files-" + COUNT.incrementAndGet());
		thread.setDaemon(true);
		return thread;
	}

}
