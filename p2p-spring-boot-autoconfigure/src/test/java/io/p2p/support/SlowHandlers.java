package io.p2p.support;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.springframework.context.annotation.Configuration;

import io.p2p.annotation.PeerMessageHandler;

/**
 * A handler of the event {@code slow} that is busy until it is released or interrupted.
 */
@Configuration(proxyBeanMethods = false)
public class SlowHandlers {

	private final CountDownLatch released = new CountDownLatch(1);

	private final AtomicInteger entered = new AtomicInteger();

	private final AtomicInteger finished = new AtomicInteger();

	private final AtomicInteger interrupted = new AtomicInteger();

	@PeerMessageHandler("slow")
	public void slow() {
		this.entered.incrementAndGet();
		try {
			this.released.await();
			this.finished.incrementAndGet();
		}
		catch (InterruptedException ex) {
			this.interrupted.incrementAndGet();
		}
	}

	/**
	 * Wait until so many calls have begun.
	 */
	public void awaitCalls(int calls) {
		Awaitility.await().until(() -> this.entered.get() >= calls);
	}

	public void release() {
		this.released.countDown();
	}

	public int finished() {
		return this.finished.get();
	}

	public int interrupted() {
		return this.interrupted.get();
	}

}
