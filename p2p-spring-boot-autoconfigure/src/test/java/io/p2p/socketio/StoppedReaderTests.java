package io.p2p.socketio;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.p2p.soak.ServerProcess;
import io.p2p.support.RawConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gigabyte is relayed through a server with little memory while one peer does not read.
 */
@Tag("alone") // compares speeds
class StoppedReaderTests {

	private static final int SIZE = 64 * 1024;

	private static final int MESSAGES = 1024 * 1024 * 1024 / SIZE;

	private static final int READERS = 4;

	// messages on their way to the slowest reader, far less than makes it a slow consumer
	private static final int WINDOW = 32;

	private static final int BETWEEN_PINGS = 2;

	private static final int RECEIVE_BUFFER = 4096;

	private static final double MAX_RATIO = 10;

	private static final byte[] TEMPLATE = new byte[SIZE];

	static {
		new Random(1).nextBytes(TEMPLATE);
	}

	@Test
	void whenOneStopsReadingThenItIsDisconnectedAndTheOthersGetEverythingAsFastAsBefore() {
		try (ServerProcess server = new ServerProcess("256m", "p2p.server.ping-interval=5m");
				Party party = new Party(server)) {
			party.relay(MESSAGES / 4, 0);
			List<Long> without = new ArrayList<>(party.relay(MESSAGES / 2, 0));
			party.joinAndReadNothing();
			List<Long> with = party.relay(MESSAGES, 0);
			assertThat(server.slowConsumers()).isEqualTo(1);
			assertThat(party.sent).isLessThan(MESSAGES);
			without.addAll(party.relay(MESSAGES, 1));
			party.awaitReaders();
			assertThat(server.isAlive()).isTrue();
			assertThat(server.slowConsumers()).isEqualTo(1);
			assertThat(median(with) / median(without)).as("%d with, %d without", with.size(), without.size())
				.isLessThan(MAX_RATIO);
		}
	}

	private static double median(List<Long> values) {
		return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
	}

	// its number is at both ends: one that is cut or mixed up with another shows
	private static void number(byte[] message, int number) {
		ByteBuffer.wrap(message).putInt(0, number).putInt(SIZE - Integer.BYTES, number);
	}

	private static void await(RawConnection connection, String prefix) {
		String heard = connection.read();
		while (heard != null && !heard.startsWith(prefix)) {
			heard = connection.read();
		}
		assertThat(heard).as("The server has closed the connection").isNotNull();
	}

	/**
	 * A sender, those who read, and a bystander in another room.
	 */
	private static final class Party implements AutoCloseable {

		private final ServerProcess server;

		private final List<RawConnection> connections = new ArrayList<>();

		private final List<Semaphore> windows = new ArrayList<>();

		private final List<CompletableFuture<Void>> readers = new ArrayList<>();

		private final ExecutorService threads = Executors.newFixedThreadPool(READERS);

		private final RawConnection sender;

		private final RawConnection bystander;

		private final byte[] message = TEMPLATE.clone();

		private int sent;

		Party(ServerProcess server) {
			this.server = server;
			this.sender = connect("");
			this.bystander = connect("{\"p2p\":1}");
			ask(this.bystander, "421[\"p2p:join\",{\"room\":\"aside\",\"webrtc\":true}]", "431");
			for (int i = 0; i < READERS; i++) {
				RawConnection reader = connect("");
				ask(reader, "421[\"here\"]", "431");
				Semaphore window = new Semaphore(WINDOW);
				this.windows.add(window);
				this.readers.add(CompletableFuture.runAsync(() -> read(reader, window), this.threads));
			}
		}

		private RawConnection connect(String auth) {
			return connect(auth, 0);
		}

		private RawConnection connect(String auth, int receiveBuffer) {
			RawConnection connection = RawConnection.peer(this.server.port(), auth, receiveBuffer);
			this.connections.add(connection);
			return connection;
		}

		void joinAndReadNothing() {
			connect("", RECEIVE_BUFFER);
		}

		/**
		 * Relay as long as a number of clients have been disconnected.
		 * @param until how many messages there are to be in all
		 * @return how long an answer to the bystander took each time
		 */
		List<Long> relay(int until, int slowConsumers) {
			List<Long> nanos = new ArrayList<>();
			while (this.sent < until && this.server.slowConsumers() == slowConsumers) {
				for (int i = 0; i < BETWEEN_PINGS; i++) {
					send();
				}
				long start = System.nanoTime();
				ask(this.bystander, "421[\"p2p:msg\",{\"room\":\"aside\"},\"ping\"]", "431");
				nanos.add(System.nanoTime() - start);
			}
			return nanos;
		}

		private void send() {
			this.windows.forEach(this::awaitRoom);
			number(this.message, this.sent);
			this.sender.text("451-[\"bytes\",{\"_placeholder\":true,\"num\":0}]");
			this.sender.binary(this.message);
			this.sent++;
		}

		private void awaitRoom(Semaphore window) {
			try {
				assertThat(window.tryAcquire(30, TimeUnit.SECONDS)).as("A reader goes on after %d", this.sent).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static void ask(RawConnection connection, String packet, String answer) {
			connection.text(packet);
			await(connection, answer);
		}

		private static void read(RawConnection connection, Semaphore window) {
			byte[] expected = TEMPLATE.clone();
			for (int i = 0; i < MESSAGES; i++) {
				await(connection, "451-");
				number(expected, i);
				// not AssertJ's: that would look at each byte by itself
				assertThat(Arrays.equals(connection.readBytes(), expected)).as("Message %d", i).isTrue();
				window.release();
			}
		}

		void awaitReaders() {
			assertThat(CompletableFuture.allOf(this.readers.toArray(CompletableFuture[]::new))).succeedsWithin(10,
					TimeUnit.SECONDS);
		}

		@Override
		public void close() {
			this.connections.forEach(RawConnection::close);
			this.threads.shutdownNow();
		}

	}

}
