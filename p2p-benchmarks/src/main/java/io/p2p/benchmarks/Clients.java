package io.p2p.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Connects many clients, some at a time.
 */
final class Clients {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final int AT_A_TIME = 50;

	private Clients() {
	}

	/**
	 * Connect clients and wait until all are.
	 * @param factory opens the client of that number
	 */
	static List<LoadClient> connect(LoadLoop loop, int number, IntFunction<LoadClient> factory) {
		return connect(loop, number, AT_A_TIME, factory);
	}

	/**
	 * Connect clients and wait until all are.
	 * @param atATime how many may be under way
	 * @param factory opens the client of that number
	 */
	static List<LoadClient> connect(LoadLoop loop, int number, int atATime, IntFunction<LoadClient> factory) {
		List<LoadClient> all = new ArrayList<>(number);
		List<LoadClient> pending = new ArrayList<>(atATime);
		loop.await(number + " clients connected", TIMEOUT, () -> {
			pending.removeIf(LoadClient::isReady);
			while (pending.size() < atATime && all.size() < number) {
				LoadClient client = factory.apply(all.size());
				all.add(client);
				pending.add(client);
			}
			return pending.isEmpty();
		});
		return all;
	}

}
