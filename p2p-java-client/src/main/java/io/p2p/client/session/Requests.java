package io.p2p.client.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.p2p.client.loop.Loop;
import io.p2p.client.loop.Timer;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;

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
	 * @return the number of the acknowledgement
	 */
	long open(double timeoutMs, BiConsumer<Fields, @Nullable Failure> done) {
		long id = ++this.last;
		Timer timer = new Timer(this.loop);
		this.waiting.put(id, new Waiting(timer, done));
		timer.start(timeoutMs, () -> fail(id, Failure.of("timeout", "the server did not answer")));
		return id;
	}

	/**
	 * An acknowledgement has come.
	 * @param json its arguments
	 */
	void acknowledged(long id, byte[] json) {
		Waiting request = this.waiting.remove(id);
		if (request != null) {
			request.timer().stop();
			JsonNode arguments = Json.read(json);
			request.done().accept(Fields.of(arguments.get(0)), null);
		}
	}

	/**
	 * The connection is gone, and with it all answers.
	 */
	void failAll() {
		List<Long> ids = new ArrayList<>(this.waiting.keySet());
		ids.forEach((id) -> fail(id, Failure.of("connect-failed", "the connection has ended")));
	}

	private void fail(long id, Failure failure) {
		Waiting request = this.waiting.remove(id);
		if (request != null) {
			request.timer().stop();
			request.done().accept(Fields.NONE, failure);
		}
	}

	private record Waiting(Timer timer, BiConsumer<Fields, @Nullable Failure> done) {

	}

}
