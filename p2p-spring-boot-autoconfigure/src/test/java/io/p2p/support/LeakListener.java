package io.p2p.support;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails the build when a test has left a buffer of Netty's that nobody released.
 */
public final class LeakListener implements LauncherSessionListener {

	private static final int COLLECTIONS = 10;

	private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

	@Override
	public void launcherSessionOpened(LauncherSession session) {
		ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingFactory(this.leaks));
	}

	@Override
	public void launcherSessionClosed(LauncherSession session) {
		// what is collected is reported with the next buffer
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
			ByteBufAllocator.DEFAULT.buffer().release();
		}
		if (!this.leaks.isEmpty()) {
			throw new IllegalStateException(this.leaks.size() + " leaked, first: " + this.leaks.peek());
		}
	}

	private static final class RecordingFactory extends ResourceLeakDetectorFactory {

		private final Queue<String> leaks;

		RecordingFactory(Queue<String> leaks) {
			this.leaks = leaks;
		}

		@Override
		@SuppressWarnings("deprecation") // abstract, so it cannot be left out
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval,
				long maxActive) {
			// every buffer, whatever the level
			ResourceLeakDetector<T> detector = new ResourceLeakDetector<>(resource, 1);
			detector.setLeakListener((type, records) -> this.leaks.add(type + records));
			return detector;
		}

	}

}
