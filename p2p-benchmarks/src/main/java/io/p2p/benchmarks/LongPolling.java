package io.p2p.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * One sends over a WebSocket, fifty listen by long polling.
 */
final class LongPolling implements Workload {

	private static final int LISTENERS = 50;

	// few enough for netty-socketio, which loses the 51st message of a poll
	private static final int MESSAGES = 20;

	private @Nullable Broadcast load;

	private @Nullable String last;

	@Override
	public String id() {
		return "polling";
	}

	@Override
	public Set<Contestant> contestants() {
		return EnumSet.of(Contestant.NODE, Contestant.STOCK, Contestant.STARTER);
	}

	@Override
	public void run(Run run) {
		LoadClient sender = run.client("polling", run.dialect().marker(Payload.SMALL, false), (client, stamp) -> {
			// nobody else sends
		});
		List<PollingClient> listeners = new ArrayList<>();
		for (int i = 0; i < LISTENERS; i++) {
			listeners.add(new PollingClient(run.loop(), "polling", this::delivered));
		}
		run.loop()
			.await("clients connected", Duration.ofSeconds(20),
					() -> sender.isReady() && listeners.stream().allMatch(PollingClient::isReady));
		Broadcast broadcast = new Broadcast(run.loop(), List.of(sender),
				run.dialect().frame("polling", Payload.SMALL, 0), LISTENERS, (long) MESSAGES * LISTENERS);
		this.load = broadcast;
		run.warmUp(broadcast, run.pace().warmUp());
		Round round = run.rounds(run.pace(), broadcast);
		broadcast.drain();
		if (this.last == null || !this.last.equals(run.dialect().event("", "peer-msg", Payload.SMALL.json(0)))) {
			throw new BenchException("what arrives is not what was sent");
		}
		run.put("deliveries", round);
	}

	private void delivered(String event) {
		this.last = event;
		if (this.load != null) {
			this.load.delivered();
		}
	}

}
