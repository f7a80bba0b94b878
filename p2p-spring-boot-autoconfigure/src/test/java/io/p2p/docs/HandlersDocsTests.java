package io.p2p.docs;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.json.JSONArray;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

import io.p2p.annotation.PeerJoined;
import io.p2p.annotation.PeerLeft;
import io.p2p.annotation.PeerMessageAdvice;
import io.p2p.annotation.PeerMessageExceptionHandler;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.autoconfigure.validation.P2pValidationAutoConfiguration;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerMessage;
import io.p2p.peer.RefusedException;
import io.p2p.room.PeerJoinedEvent;
import io.p2p.room.Room;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs what docs/handlers.md shows.
 */
class HandlersDocsTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Application.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void chat() {
		try (TestClient alice = TestClient.plain(server); TestClient bob = TestClient.plain(server)) {
			assertThat(alice.askAll("chat.line", Map.of("text", "hi"))).isEmpty();
			bob.awaitEvent("chat.line");
			assertThat(alice.ask("chat.line", Map.of("text", "")).getString("code")).isEqualTo("bad-request");
			alice.emit("chat.shout", "hi", 2);
			assertThat(bob.awaitEvent("chat.shout")).containsExactly("HI!!");
			alice.emit("chat.other", "x");
			bob.awaitEvent("chat.other");
		}
	}

	@Test
	void orders() {
		try (SessionClient alice = SessionClient.open(server, "orders"); TestClient plain = TestClient.plain(server)) {
			alice.emit("p2p:msg", Map.of("room", "orders"), "order.place", Map.of("what", "tea"));
			alice.emit("p2p:msg", Map.of("room", "orders"), "order.place", Map.of("what", "tea"));
			await().untilAsserted(() -> assertThat(server.bean(Orders.class).all.keySet())
				.containsExactlyInAnyOrder(alice.id() + "/1", alice.id() + "/2"));
			assertThat(plain.ask("order.place", Map.of("what", "tea")).getString("code")).isEqualTo("bad-request");
		}
	}

	@Test
	void forTheServerAlone() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.askAll("notes.save", Map.of("text", "milk"))).containsExactly(1);
			assertThat(((JSONArray) alice.askAll("notes.list")[0]).length()).isEqualTo(1);
			assertThat(alice.ask("notes.save", Map.of("text", "full")).getString("code")).isEqualTo("no-room");
			assertThat(alice.ask("notes.save", Map.of("text", "down")).getString("code")).isEqualTo("database");
		}
	}

	@Test
	void presence() {
		try (TestClient alice = TestClient.library(server)) {
			alice.ask("p2p:join", Map.of("room", "kitchen", "webrtc", true));
			await().untilAsserted(() -> assertThat(server.bean(Doorman.class).seen).contains("kitchen"));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ChatHandler.class, OrderHandler.class, Orders.class, NotesHandler.class, DatabaseAdvice.class,
			Doorman.class, NoteStore.class })
	@ImportAutoConfiguration({ ValidationAutoConfiguration.class, P2pValidationAutoConfiguration.class })
	static class Application {

	}

	@Component
	static class ChatHandler {

		private static final Logger logger = LoggerFactory.getLogger(ChatHandler.class);

		@PeerMessageHandler("chat.line")
		void line(@Valid ChatLine line, Peer sender, Room room) {
			logger.debug("{} says something in {}", sender, room);
		}

		@PeerMessageHandler("chat.shout")
		String shout(String text, int marks) {
			return text.toUpperCase(Locale.ROOT) + "!".repeat(marks);
		}

		@PeerMessageHandler("chat.*")
		void anything(PeerMessage<?> message, @Header("size") long size) {
			logger.debug("{} of {} bytes", message.event(), size);
		}

		record ChatLine(@NotBlank @Size(max = 200) String text) {

		}

	}

	@Component
	static class OrderHandler {

		private final Orders orders;

		OrderHandler(Orders orders) {
			this.orders = orders;
		}

		@PeerMessageHandler("order.place")
		void place(Order order, @Header("eventId") String id) {
			this.orders.insertUnlessThere(id, order);
		}

	}

	record Order(String what) {

	}

	@Component
	static class Orders {

		private final Map<String, Order> all = new ConcurrentHashMap<>();

		void insertUnlessThere(String id, Order order) {
			this.all.putIfAbsent(id, order);
		}

	}

	@Component
	static class NotesHandler {

		private final NoteStore store;

		NotesHandler(NoteStore store) {
			this.store = store;
		}

		@PeerMessageHandler(event = "notes.save", relay = false)
		int save(Note note) {
			return this.store.save(note);
		}

		@PeerMessageHandler(event = "notes.list", relay = false)
		CompletableFuture<List<Note>> list() {
			return this.store.findAll();
		}

		@PeerMessageExceptionHandler
		RefusedException onFull(StoreFullException failure) {
			return new RefusedException("no-room", "There is no room for another note");
		}

	}

	@PeerMessageAdvice
	static class DatabaseAdvice {

		@PeerMessageExceptionHandler
		RefusedException onDatabase(DataAccessException failure) {
			return new RefusedException("database", "Try again later");
		}

	}

	@Component
	static class Doorman {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@PeerJoined
		void welcome(Peer peer, Room room) {
			this.seen.add(room.name());
		}

		@PeerLeft
		void goodbye(Peer peer, Room room) {
			this.seen.remove(room.name());
		}

		@EventListener
		void on(PeerJoinedEvent event) {
			this.seen.add(event.room().name());
		}

	}

	record Note(String text) {

	}

	static class StoreFullException extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	static class NoteStore {

		private final List<Note> notes = new CopyOnWriteArrayList<>();

		int save(Note note) {
			if (note.text().equals("full")) {
				throw new StoreFullException();
			}
			if (note.text().equals("down")) {
				throw new QueryTimeoutException("down");
			}
			this.notes.add(note);
			return this.notes.size();
		}

		CompletableFuture<List<Note>> findAll() {
			return CompletableFuture.supplyAsync(() -> List.copyOf(this.notes));
		}

	}

}
