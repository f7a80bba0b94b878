package io.p2p.test;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Socket.IO v5 over an Engine.IO v4 WebSocket, in one namespace: as much of it as a test
 * needs.
 */
final class ClientSocket implements WebSocket.Listener {

	private static final char EVENT = '2';

	private static final char BINARY_EVENT = '5';

	private static final char ACK = '3';

	private static final char BINARY_ACK = '6';

	private final StringBuilder text = new StringBuilder();

	private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

	private final List<byte[]> attachments = new ArrayList<>();

	private final String prefix;

	private final byte[] auth;

	private final Events events;

	private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();

	private CompletableFuture<WebSocket> sent = this.opened;

	private @Nullable Packet pending;

	/**
	 * Create a socket.
	 * @param namespace the namespace to connect to
	 * @param auth what to say then, JSON
	 */
	ClientSocket(String namespace, byte[] auth, Events events) {
		this.prefix = namespace.equals("/") ? "" : namespace + ",";
		this.auth = auth;
		this.events = events;
	}

	/**
	 * Send an event.
	 * @param ackId the number of the acknowledgement to ask for, {@code null} for none
	 * @param json the event and its arguments
	 */
	void event(@Nullable Long ackId, byte[] json, List<byte[]> binaries) {
		send(EVENT, BINARY_EVENT, ackId, json, binaries);
	}

	void acknowledge(long ackId, byte[] json, List<byte[]> binaries) {
		send(ACK, BINARY_ACK, ackId, json, binaries);
	}

	/**
	 * Leave the namespace, and end the connection.
	 */
	void close() {
		text("41" + this.prefix);
		then((socket) -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
	}

	private void send(char type, char binaryType, @Nullable Long ackId, byte[] json, List<byte[]> binaries) {
		String start = binaries.isEmpty() ? "4" + type : "4" + binaryType + binaries.size() + "-";
		synchronized (this) {
			text(start + this.prefix + ((ackId != null) ? ackId : "") + new String(json, StandardCharsets.UTF_8));
			binaries.forEach((bytes) -> then((socket) -> socket.sendBinary(ByteBuffer.wrap(bytes), true)));
		}
	}

	private void text(String packet) {
		then((socket) -> socket.sendText(packet, true));
	}

	// the JDK takes one message at a time
	private synchronized void then(Sending sending) {
		this.sent = this.sent.thenCompose(sending::send);
	}

	@Override
	public void onOpen(WebSocket socket) {
		this.opened.complete(socket);
		socket.request(1);
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			String packet = this.text.toString();
			this.text.setLength(0);
			take(packet);
		}
		socket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		this.binary.writeBytes(bytes);
		if (last) {
			this.attachments.add(this.binary.toByteArray());
			this.binary.reset();
			deliverIfComplete();
		}
		socket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
		this.events.ended("the server closed it");
		return null;
	}

	@Override
	public void onError(WebSocket socket, Throwable error) {
		this.events.ended(String.valueOf(error));
	}

	private void take(String packet) {
		switch (packet.charAt(0)) {
			case '0' -> text("40" + this.prefix + new String(this.auth, StandardCharsets.UTF_8));
			case '2' -> text("3" + packet.substring(1));
			case '4' -> message(packet);
			default -> {
				// nothing that a test waits for
			}
		}
	}

	private void message(String packet) {
		int json = json(packet);
		byte[] content = packet.substring(json).getBytes(StandardCharsets.UTF_8);
		char type = packet.charAt(1);
		switch (type) {
			case '0' -> this.events.connected(content);
			case '1' -> this.events.ended("the server disconnected this peer");
			case '4' -> this.events.refused(content);
			case EVENT, ACK, BINARY_EVENT, BINARY_ACK -> {
				String head = packet.substring(2, json);
				int dash = (type == BINARY_EVENT || type == BINARY_ACK) ? head.indexOf('-') : -1;
				int count = (dash > 0) ? Integer.parseInt(head.substring(0, dash)) : 0;
				String id = head.substring(dash + 1 + this.prefix.length());
				this.pending = new Packet(type == ACK || type == BINARY_ACK, id.isEmpty() ? null : Long.valueOf(id),
						content, count);
				deliverIfComplete();
			}
			default -> {
				// there are no others
			}
		}
	}

	private int json(String packet) {
		int start = 2;
		while (start < packet.length() && "[{".indexOf(packet.charAt(start)) < 0) {
			start++;
		}
		return start;
	}

	private void deliverIfComplete() {
		Packet packet = this.pending;
		if (packet != null && this.attachments.size() >= packet.count()) {
			List<byte[]> binaries = List.copyOf(this.attachments);
			this.attachments.clear();
			this.pending = null;
			if (packet.ack() && packet.id() != null) {
				this.events.acknowledged(packet.id(), packet.json(), binaries);
			}
			else {
				this.events.event(packet.id(), packet.json(), binaries);
			}
		}
	}

	/**
	 * Told of what comes, one after the other.
	 */
	interface Events {

		void connected(byte[] json);

		void refused(byte[] json);

		void event(@Nullable Long ackId, byte[] json, List<byte[]> binaries);

		void acknowledged(long ackId, byte[] json, List<byte[]> binaries);

		void ended(String reason);

	}

	private interface Sending {

		CompletableFuture<WebSocket> send(WebSocket socket);

	}

	@SuppressWarnings("ArrayRecordComponent") // nobody compares packets
	private record Packet(boolean ack, @Nullable Long id, byte[] json, int count) {

	}

}
