package io.p2p.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.p2p.client.file.PeerFile;
import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.relay.RelayListener;
import io.p2p.relay.RelayOutcome;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Peers in Java in encrypted rooms of a real server, by relay.
 */
class JavaEncryptionTests extends AbstractJavaPeerTests {

	private static final byte[] KEY = "bytes that nobody can guess".getBytes(StandardCharsets.UTF_8);

	private static final String SECRET = "attack at dawn";

	@BeforeAll
	static void start() {
		server = TestServer.start(Overhearing.class, "p2p.limits.events-per-second=0", "p2p.limits.joins-per-second=0");
	}

	private P2pPeer join(String room, byte[] key) {
		return join(P2pOptions.builder().room(room).key(key).data(SECRET).build());
	}

	private static List<Integer> numbers(P2pPeer peer) {
		List<Integer> numbers = Collections.synchronizedList(new ArrayList<>());
		peer.on("number", Integer.class, (number, sender) -> numbers.add(number));
		return numbers;
	}

	@Test
	void whenRoomHasAKeyThenTheServerCannotReadWhatIsSaid() throws Exception {
		P2pPeer anna = join("secrets", KEY);
		P2pPeer ben = join("secrets", KEY);
		assertThat(ben.peers().get(0).data().asString()).isEqualTo(SECRET);
		await().until(() -> anna.peers().size() == 1);
		Queue<Object> heard = new ConcurrentLinkedQueue<>();
		ben.on(SECRET, String.class, (text, sender) -> heard.add(text));
		ben.on("large", byte[].class, (bytes, sender) -> heard.add(bytes.length));
		ben.on("file", PeerFile.class,
				(file, sender) -> CompletableFuture.supplyAsync(() -> text(file)).thenAccept(heard::add));
		ben.answer("question", String.class, (text, sender) -> text + "?");
		anna.emit(SECRET, SECRET);
		anna.emit("large", new byte[3_000_000]);
		anna.emit("file", new ByteArrayInputStream(SECRET.getBytes(StandardCharsets.UTF_8)));
		String answer = anna.to(ben.id().orElseThrow()).ask("question", String.class, SECRET).get(20, TimeUnit.SECONDS);
		assertThat(answer).isEqualTo(SECRET + "?");
		anna.setData("not " + SECRET);
		await().until(() -> ben.peers().get(0).data().asString().equals("not " + SECRET));
		await().until(() -> heard.size() == 3);
		assertThat(heard).containsExactlyInAnyOrder(SECRET, 3_000_000, SECRET);
		Overhearing overhearing = server.bean(Overhearing.class);
		assertThat(overhearing.events).isNotEmpty().containsOnly("_p2p");
		assertThat(overhearing.bytes).noneMatch((bytes) -> bytes.contains("dawn"));
		Room room = server.bean(RoomManager.class).find("secrets");
		assertThat(room.libraryPeers()).noneMatch((peer) -> peer.data().text().contains("dawn"));
	}

	private static String text(PeerFile file) {
		try (InputStream bytes = file.open()) {
			return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	@Test
	void whenKeyIsAPassphraseThenItMayBeTypedInSeveralWays() {
		P2pPeer anna = join(P2pOptions.builder().room("typed").key("caf\u00e9").build());
		P2pPeer ben = join(P2pOptions.builder().room("typed").key("cafe\u0301").build());
		Queue<String> heard = texts(ben);
		anna.emit("text", "Hello");
		await().until(() -> !heard.isEmpty());
		assertThat(heard).containsExactly("Hello");
	}

	@Test
	void whenSomebodyHasAnotherKeyOrNoneThenBothAreToldAndNothingIsDelivered() {
		P2pPeer anna = join("keys", KEY);
		Queue<P2pException> ofAnna = failures(anna);
		P2pPeer mallory = join("keys", "other bytes that are a key".getBytes(StandardCharsets.UTF_8));
		P2pPeer without = join("keys");
		P2pPeer ben = join("keys", KEY);
		await().until(() -> anna.peers().size() == 3);
		Queue<String> heard = texts(ben);
		Queue<String> notFor = texts(mallory);
		without.on("text", String.class, (text, sender) -> notFor.add(text));
		Queue<String> notOf = texts(anna);
		mallory.emit("text", "of mallory");
		without.emit("text", "in the open");
		anna.emit("text", "for ben");
		await().until(() -> heard.contains("for ben"));
		without.to(mallory.id().orElseThrow()).emit("text", "behind it");
		ben.emit("text", "behind it");
		await().until(() -> notOf.contains("behind it"));
		assertThat(heard).containsExactly("for ben");
		assertThat(notOf).containsExactly("behind it");
		assertThat(notFor).isEmpty();
		assertThat(ofAnna).extracting(P2pException::code).containsOnly("bad-key");
		assertThat(ofAnna).extracting((failure) -> failure.peerId().orElseThrow())
			.containsExactly(mallory.id().orElseThrow(), without.id().orElseThrow());
	}

	@Test
	void whenOneSendsToAllAndToEachThenEachHearsItsOwnInOrder() {
		P2pPeer anna = join("order", KEY);
		P2pPeer ben = join("order", KEY);
		P2pPeer cleo = join("order", KEY);
		await().until(() -> anna.peers().size() == 2);
		Queue<P2pException> failures = failures(ben);
		List<Integer> ofBen = numbers(ben);
		List<Integer> ofCleo = numbers(cleo);
		for (int i = 0; i < 600; i++) {
			switch (i % 3) {
				case 0 -> anna.emit("number", i);
				case 1 -> anna.to(ben.id().orElseThrow()).emit("number", i);
				default -> anna.to(cleo.id().orElseThrow()).emit("number", i);
			}
		}
		await().until(() -> ofBen.size() + ofCleo.size() == 800);
		assertThat(ofBen).isEqualTo(IntStream.range(0, 600).filter((i) -> i % 3 != 2).boxed().toList());
		assertThat(ofCleo).isEqualTo(IntStream.range(0, 600).filter((i) -> i % 3 != 1).boxed().toList());
		assertThat(failures).isEmpty();
	}

	@Test
	void whenConnectionsBreakThenNothingIsLostOrComesTwice() {
		P2pPeer anna = join("cuts", KEY);
		P2pPeer ben = join("cuts", KEY);
		Queue<P2pException> failures = failures(ben);
		List<Integer> heard = numbers(ben);
		await().until(() -> anna.peers().size() == 1);
		for (int i = 0; i < 2_000; i++) {
			anna.emit("number", i);
			if (i % 500 == 250) {
				int reached = i - 200;
				await().until(() -> heard.size() > reached);
				server.closeSessions();
			}
		}
		await().until(() -> heard.size() >= 2_000);
		assertThat(heard).isEqualTo(IntStream.range(0, 2_000).boxed().toList());
		assertThat(failures).isEmpty();
	}

	@Test
	void whenOthersJoinWhileOneSendsThenTheyHearAllFromThenOn() {
		P2pPeer anna = join("joining", KEY);
		List<List<Integer>> heard = new ArrayList<>();
		AtomicInteger number = new AtomicInteger();
		for (int i = 0; i < 5; i++) {
			int others = i;
			P2pPeer other = connection().open()
				.join(P2pOptions.builder().room("joining").key(KEY).build(), (peer) -> heard.add(numbers(peer)));
			await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> {
				anna.emit("number", number.getAndIncrement());
				return other.joined().isDone() && anna.peers().size() > others;
			});
		}
		int last = number.get();
		anna.emit("number", last);
		await().until(() -> heard.stream().allMatch((numbers) -> numbers.contains(last)));
		for (List<Integer> numbers : heard) {
			assertThat(numbers).isEqualTo(IntStream.rangeClosed(numbers.get(0), last).boxed().toList());
		}
	}

	@Test
	void whenOneLeavesBeforeItsKeyIsDerivedThenItIsNeverInTheRoom() {
		P2pPeer anna = join("hasty", KEY);
		P2pPeer hasty = connection().open().join(P2pOptions.builder().room("hasty").key("a passphrase").build());
		hasty.close();
		assertThat(hasty.joined()).failsWithin(Duration.ofSeconds(20));
		join("hasty", KEY).close();
		await().until(() -> anna.peers().isEmpty());
		assertThat(hasty.id()).isEmpty();
	}

	@Test
	void badKeysAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> P2pOptions.builder().key(""));
		assertThatIllegalArgumentException().isThrownBy(() -> P2pOptions.builder().key(new byte[15]));
		P2pPeer anna = join("data", KEY);
		assertThatIllegalArgumentException().isThrownBy(() -> anna.setData("x".repeat(12_000)));
	}

	/**
	 * What the server could tell of what it relays.
	 */
	static class Overhearing implements RelayListener {

		final Queue<String> events = new ConcurrentLinkedQueue<>();

		final Queue<String> bytes = new ConcurrentLinkedQueue<>();

		@Override
		public boolean handles(String event) {
			// a large one would have to fit into one packet then
			return !event.isEmpty();
		}

		@Override
		public CompletionStage<? extends RelayOutcome> onMessage(Peer sender, @Nullable Room room, RawMessage message,
				long number) {
			this.events.add(message.event());
			this.bytes.add(new String(message.arguments(), StandardCharsets.UTF_8));
			message.attachments().forEach((binary) -> this.bytes.add(new String(binary, StandardCharsets.ISO_8859_1)));
			return CompletableFuture.completedFuture(new RelayOutcome.Relayed(message));
		}

	}

}
