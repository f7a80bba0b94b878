package io.p2p.soak;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import org.json.JSONObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.support.RawConnection;

/**
 * Comes, says something and goes, again and again, each time in another way.
 */
final class Visitor implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Visitor.class);

	private static final int ROOMS = 5;

	private static final int MESSAGES = 20;

	private static final Pattern PACKET = Pattern.compile("(2|0\\{|40\\{|42\\[|43\\d|451-\\[).*", Pattern.DOTALL);

	private final AtomicLong visits = new AtomicLong();

	private final AtomicLong failures = new AtomicLong();

	private final int port;

	private int room;

	private final Random random;

	Visitor(int port, int seed) {
		this.port = port;
		this.random = new Random(seed);
	}

	long visits() {
		return this.visits.get();
	}

	long failures() {
		return this.failures.get();
	}

	@Override
	public void run() {
		try {
			visit();
			this.visits.incrementAndGet();
		}
		catch (RuntimeException | AssertionError ex) {
			logger.warn("A visit failed", ex);
			this.failures.incrementAndGet();
		}
	}

	private void visit() {
		RawConnection connection;
		switch (this.random.nextInt(4)) {
			case 0 -> connection = upgraded();
			case 1 -> {
				pollOnce();
				return;
			}
			default -> connection = RawConnection.peer(this.port, "{\"p2p\":1}");
		}
		talk(connection);
		leave(connection);
	}

	private void talk(RawConnection connection) {
		this.room = this.random.nextInt(ROOMS);
		String room = "\"room\":\"r" + this.room + "\"";
		ask(connection, "421[\"p2p:join\",{" + room + ",\"webrtc\":true}]", "431[");
		for (int i = 0; i < this.random.nextInt(MESSAGES); i++) {
			if (this.random.nextBoolean()) {
				ask(connection, "422[\"p2p:msg\",{" + room + "},\"chat\"," + chat() + "]", "432[");
			}
			else {
				connection.text("451-3[\"p2p:msg\",{" + room + "},\"bytes\",{\"_placeholder\":true,\"num\":0}]");
				connection.binary(bytes());
				await(connection, "433[");
			}
		}
		if (this.random.nextBoolean()) {
			ask(connection, "424[\"p2p:leave\",{" + room + "}]", "434[");
		}
	}

	private void leave(RawConnection connection) {
		switch (this.random.nextInt(4)) {
			case 0 -> connection.text("1");
			case 1 -> connection.text("41");
			case 2 -> connection.text("no packet");
			default -> {
				// without a word
			}
		}
		connection.abort();
	}

	private RawConnection upgraded() {
		RawConnection polling = RawConnection.open(this.port);
		String session = session(polling);
		RawConnection connection = RawConnection.open(this.port);
		connection.upgrade(session.replace("polling", "websocket"));
		ask(connection, "2probe", "3probe");
		connection.text("5");
		polling.abort();
		return connection;
	}

	// and leave it to the server to find out that nobody polls any more
	private void pollOnce() {
		RawConnection polling = RawConnection.open(this.port);
		String session = session(polling);
		polling.post(session, "42[\"p2p:join\",{\"room\":\"polled\"}]");
		polling.abort();
	}

	private String session(RawConnection polling) {
		JSONObject open = new JSONObject(polling.get("EIO=4&transport=polling").body().substring(1));
		String session = "EIO=4&transport=polling&sid=" + open.getString("sid");
		polling.post(session, "40{\"p2p\":1}");
		polling.get(session);
		return session;
	}

	private void ask(RawConnection connection, String packet, String answer) {
		connection.text(packet);
		await(connection, answer);
	}

	private void await(RawConnection connection, String prefix) {
		String heard = connection.read();
		while (heard != null && !heard.startsWith(prefix)) {
			if (heard.equals("2")) {
				connection.text("3");
			}
			check(connection, heard);
			heard = connection.read();
		}
		if (heard == null) {
			throw new IllegalStateException("The server has closed the connection");
		}
	}

	// What is heard is a packet, and each event one of this visitor's own room, to the
	// last byte.
	private void check(RawConnection connection, String heard) {
		boolean own = PACKET.matcher(heard).matches();
		if (heard.contains(",\"chat\",")) {
			own &= heard.endsWith("," + chat() + "]");
		}
		else if (heard.startsWith("451-[")) {
			own &= Arrays.equals(connection.readBytes(), bytes());
		}
		if (!own) {
			throw new IllegalStateException("This is somebody else's: " + heard);
		}
	}

	private String chat() {
		return '"' + ("r" + this.room + ' ').repeat(300) + '"';
	}

	private byte[] bytes() {
		byte[] bytes = new byte[4_000];
		Arrays.fill(bytes, (byte) this.room);
		return bytes;
	}

}
