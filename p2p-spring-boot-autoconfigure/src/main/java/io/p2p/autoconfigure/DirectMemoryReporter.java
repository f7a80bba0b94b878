package io.p2p.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.unit.DataSize;

/**
 * Warns where the JVM has less memory outside the heap, where packets wait for clients,
 * than may wait there: an event that finds none ends its sender's connection. Images of
 * Cloud Native Buildpacks have 10 MB of it.
 */
class DirectMemoryReporter implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(DirectMemoryReporter.class);

	private final DataSize available;

	private final DataSize maxTotalQueued;

	DirectMemoryReporter(DataSize available, DataSize maxTotalQueued) {
		this.available = available;
		this.maxTotalQueued = maxTotalQueued;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.available.compareTo(this.maxTotalQueued) < 0) {
			logger.warn(
					"The JVM has {} MB of memory outside the heap, and {} MB may wait there for clients: raise "
							+ "-XX:MaxDirectMemorySize, or lower p2p.server.slow-consumer.max-total-queued",
					this.available.toMegabytes(), this.maxTotalQueued.toMegabytes());
		}
	}

}
