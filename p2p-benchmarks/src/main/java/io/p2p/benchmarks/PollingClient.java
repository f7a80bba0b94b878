package io.p2p.benchmarks;

import java.io.IOException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A plain Socket.IO client over long polling that only listens.
 */
final class PollingClient {

	private static final String SEPARATOR = "\u001e";

	private static final String EVENT = "42[\"peer-msg\"";

	private final LoadLoop loop;

	private final Consumer<String> events;

	private String query;

	private boolean ready;

	private @Nullable HttpConnection polls;

	private @Nullable HttpConnection posts;

	PollingClient(LoadLoop loop, String room, Consumer<String> events) {
		this.loop = loop;
		this.events = events;
		this.query = "/socket.io/?EIO=4&transport=polling&room=" + room;
		poll();
	}

	boolean isReady() {
		return this.ready;
	}

	private void poll() {
		try {
			if (this.polls == null || !this.polls.isUsable()) {
				this.polls = new HttpConnection(this.loop, this::polled);
			}
			this.polls.request("GET " + this.query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
		}
		catch (IOException ex) {
			this.loop.fail(new BenchException("A poll failed", ex));
		}
	}

	private void polled(String body) throws IOException {
		for (String packet : body.split(SEPARATOR)) {
			if (packet.startsWith(EVENT)) {
				this.events.accept(packet);
			}
			else if (packet.startsWith("0{")) {
				int start = packet.indexOf("\"sid\":\"") + 7;
				this.query += "&sid=" + packet.substring(start, packet.indexOf('"', start));
				post("40");
			}
			else if (packet.startsWith("40")) {
				this.ready = true;
			}
			else if (packet.equals("2")) {
				post("3");
			}
			else if (packet.startsWith("1") || packet.startsWith("44")) {
				this.loop.fail(new BenchException("The server ended a session of long polling"));
			}
		}
		poll();
	}

	private void post(String packet) throws IOException {
		if (this.posts == null || !this.posts.isUsable()) {
			this.posts = new HttpConnection(this.loop, (body) -> {
			});
		}
		this.posts.request("POST " + this.query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
				+ "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: " + packet.length() + "\r\n\r\n" + packet);
	}

}
