package io.p2p.client;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.client.session.ServerTarget;
import io.p2p.peer.Peer;
import io.p2p.peer.RefusedException;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Peers in Java ask the handlers of the server.
 */
class JavaServerQuestionTests {

	private static final BlockingQueue<CompletableFuture<String>> LATER = new LinkedBlockingQueue<>();

	private static TestServer server;

	private final P2pConnection connection = P2pConnection.to(URI.create(server.url())).open();

	private final P2pPeer peer = this.connection.join(P2pOptions.room("kitchen"));

	@BeforeAll
	static void start() {
		server = TestServer.start(Notes.class, "p2p.limits.events-per-second=0");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void leave() {
		this.connection.close();
	}

	@Test
	void whenTheServerIsAskedThenItsHandlerAnswersAsThisPeer() {
		// asked before there is a connection
		CompletableFuture<Note> answer = this.peer.server().ask("notes.save", Note.class, new Note("milk", null));
		assertThat(answer.join()).isEqualTo(new Note("milk", this.peer.joined().join()));
		byte[] bytes = { 1, 2, 3 };
		assertThat(this.peer.server().ask("notes.bytes", byte[].class, bytes, Map.of("more", bytes)).join())
			.containsExactly(1, 2, 3, 1, 2, 3);
		assertThat(this.peer.server().ask("notes.nothing", String.class).join()).isNull();
	}

	@Test
	void whenTheHandlerRefusesThenTheFutureSaysWhy() {
		assertThat(codeOf(this.peer.server().ask("notes.refuse", String.class))).isEqualTo("no-paper");
		assertThat(codeOf(this.peer.server().ask("nobody.there", String.class))).isEqualTo("no-handler");
		assertThat(codeOf(this.peer.server().ask("notes.save", Note.class, 7))).isEqualTo("bad-request");
		byte[] large = new byte[10_000_000];
		assertThat(codeOf(this.peer.server().ask("notes.bytes", byte[].class, large, Map.of()))).isEqualTo("too-large");
		assertThat(this.peer.server().ask("notes.nothing", String.class).join()).isNull();
	}

	@Test
	void whenTheAnswerCannotBeReadThenTheFutureFails() {
		assertThat(this.peer.server().ask("notes.save", Integer.class, new Note("milk", null)))
			.failsWithin(Duration.ofSeconds(20));
	}

	@Test
	void whenNoAnswerComesThenTheFutureEnds() throws InterruptedException {
		ServerTarget target = this.peer.server().timeout(Duration.ofMillis(50));
		assertThat(codeOf(target.ask("notes.later", String.class))).isEqualTo("timeout");
		LATER.take().complete("too late");
		CompletableFuture<String> open = this.peer.server().ask("notes.later", String.class);
		CompletableFuture<String> answer = LATER.take();
		this.connection.close();
		assertThat(codeOf(open)).isEqualTo("connect-failed");
		assertThat(codeOf(this.peer.server().ask("notes.nothing", String.class))).isEqualTo("not-answered");
		answer.complete("too late");
	}

	@Test
	void whenTheConnectionBreaksThenWhatWasAskedFailsAndWhatIsAskedWaitsForTheNext() throws InterruptedException {
		P2pConnection broken = P2pConnection.to(URI.create(server.url()))
			.reconnectDelay(Duration.ofMillis(20), Duration.ofMillis(100))
			.open();
		P2pPeer other = broken.join(P2pOptions.room("cellar"));
		String id = other.joined().join();
		CompletableFuture<String> open = other.server().ask("notes.later", String.class);
		CompletableFuture<String> answer = LATER.take();
		server.closeSessions();
		assertThat(codeOf(open)).isEqualTo("connect-failed");
		answer.complete("too late");
		assertThat(other.server().ask("notes.save", Note.class, new Note("tea", null)).join())
			.isEqualTo(new Note("tea", id));
		broken.close();
	}

	@Test
	void whenThereIsNothingToAskThenThatIsSaidAtOnce() {
		ServerTarget target = this.peer.server();
		assertThatIllegalArgumentException().isThrownBy(() -> target.ask("p2p:join", String.class));
		assertThatIllegalArgumentException().isThrownBy(() -> target.ask("x", String.class, (Object) new byte[11][1]));
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> target.ask("x", String.class, Path.of("file")));
	}

	private static String codeOf(CompletableFuture<?> future) {
		CompletionException failure = new CompletionException(null);
		try {
			future.orTimeout(20, TimeUnit.SECONDS).join();
		}
		catch (CompletionException ex) {
			failure = ex;
		}
		assertThat(failure.getCause()).isInstanceOf(P2pException.class);
		return ((P2pException) failure.getCause()).code();
	}

	record Note(String text, String by) {

	}

	static class Notes {

		@PeerMessageHandler(event = "notes.save", relay = false)
		Note save(Note note, Peer peer) {
			return new Note(note.text(), peer.id().value());
		}

		@PeerMessageHandler(event = "notes.bytes", relay = false)
		byte[] bytes(byte[] bytes, Map<String, byte[]> more) {
			byte[] all = new byte[bytes.length + more.get("more").length];
			System.arraycopy(bytes, 0, all, 0, bytes.length);
			System.arraycopy(more.get("more"), 0, all, bytes.length, more.get("more").length);
			return all;
		}

		@PeerMessageHandler(event = "notes.nothing", relay = false)
		void nothing() {
		}

		@PeerMessageHandler(event = "notes.refuse", relay = false)
		void refuse() {
			throw new RefusedException("no-paper", "There is no paper");
		}

		@PeerMessageHandler(event = "notes.later", relay = false)
		CompletableFuture<String> later() {
			CompletableFuture<String> answer = new CompletableFuture<>();
			LATER.add(answer);
			return answer;
		}

	}

}
