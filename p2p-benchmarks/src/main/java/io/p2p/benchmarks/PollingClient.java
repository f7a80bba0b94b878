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

	private final Line polls = new Line();

	private final Line posts = new Line();

	PollingClient(LoadLoop loop, String room, Consumer<String> events) {
		this.loop = loop;
		this.events = events;
		this.query = "/socket.io/?EIO=4&transport=polling&room=" + room;
		try {
			poll();
		}
		catch (IOException ex) {
			throw new BenchException("A poll failed", ex);
		}
	}

	boolean isReady() {
		return this.ready;
	}

	private void poll() throws IOException {
		this.polls.request("GET " + this.query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
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
		this.posts.request("POST " + this.query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
				+ "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: " + packet.length() + "\r\n\r\n" + packet);
	}

	/**
	 * One connection after the other, as the server lets them live.
	 */
	private final class Line implements HttpConnection.Listener {

		private @Nullable HttpConnection connection;

		void request(String request) throws IOException {
			if (this.connection == null || !this.connection.isUsable()) {
				this.connection = new HttpConnection(PollingClient.this.loop, this);
			}
			this.connection.request(request);
		}

		@Override
		public void response(String body) throws IOException {
			if (this == PollingClient.this.polls) {
				polled(body);
			}
		}

		@Override
		public void unanswered(String request) throws IOException {
			this.connection = null;
			request(request);
		}

	}

}
