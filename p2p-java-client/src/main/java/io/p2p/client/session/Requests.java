package io.p2p.client.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.p2p.client.loop.Loop;
import io.p2p.client.loop.Timer;
import io.p2p.client.transport.Packet;
import io.p2p.client.wire.Failure;

/**
 * The requests that wait for an acknowledgement of the server.
 */
final class Requests {

	private final Loop loop;

	private final Map<Long, Waiting> waiting = new HashMap<>();

	private long last = -1;

	Requests(Loop loop) {
		this.loop = loop;
	}

	/**
	 * Begin to wait.
	 * @param done gets the acknowledgement, or why there is none
	 * @return the number of the acknowledgement
	 */
	long open(double timeoutMs, BiConsumer<@Nullable Packet, @Nullable Failure> done) {
		long id = ++this.last;
		Timer timer = new Timer(this.loop);
		this.waiting.put(id, new Waiting(timer, done));
		timer.start(timeoutMs, () -> fail(id, Failure.of("timeout", "the server did not answer")));
		return id;
	}

	/**
	 * An acknowledgement has come.
	 */
	void acknowledged(Packet packet) {
		Waiting request = this.waiting.remove(packet.id());
		if (request != null) {
			request.timer().stop();
			request.done().accept(packet, null);
		}
	}

	/**
	 * Whether somebody still waits for an acknowledgement.
	 */
	boolean isOpen(long id) {
		return this.waiting.containsKey(id);
	}

	/**
	 * Wait no longer.
	 * @param but those that have not been sent
	 */
	void failAll(Set<Long> but, Failure failure) {
		List<Long> ids = new ArrayList<>(this.waiting.keySet());
		ids.removeAll(but);
		ids.forEach((id) -> fail(id, failure));
	}

	void fail(long id, Failure failure) {
		Waiting request = this.waiting.remove(id);
		if (request != null) {
			request.timer().stop();
			request.done().accept(null, failure);
		}
	}

	private record Waiting(Timer timer, BiConsumer<@Nullable Packet, @Nullable Failure> done) {

	}

}
