package io.p2p.delivery;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import io.p2p.client.P2pException;
import io.p2p.client.P2pListener;
import io.p2p.client.P2pOptions;
import io.p2p.client.P2pPeer;
import io.p2p.peer.Path;
import io.p2p.socketio.netty.P2pServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Links between peers in Java, by a real WebRTC. Here, as the native library has the
 * process to itself.
 */
@SpringBootTest(classes = DeliveryTests.Application.class, webEnvironment = WebEnvironment.NONE,
		properties = { "p2p.server.port=0", "p2p.server.address=127.0.0.1", "p2p.limits.events-per-second=0" })
class JavaLinkTests {

	private final List<P2pPeer> peers = new ArrayList<>();

	@Autowired
	private P2pServer server;

	@AfterEach
	void leave() {
		this.peers.forEach(P2pPeer::close);
	}

	private P2pPeer join(P2pOptions options) {
		P2pPeer peer = P2pPeer.connect(URI.create("http://127.0.0.1:" + this.server.port()), options);
		this.peers.add(peer);
		assertThat(peer.joined()).succeedsWithin(Duration.ofSeconds(20));
		return peer;
	}

	private static Queue<String> texts(P2pPeer peer) {
		Queue<String> texts = new ConcurrentLinkedQueue<>();
		peer.on("text", String.class, (text, sender) -> texts.add(text));
		return texts;
	}

	private P2pPeer linked(String room) {
		return join(P2pOptions.room(room));
	}

	private static boolean isLinked(P2pPeer peer) {
		return peer.peers().size() == 1 && peer.peers().get(0).linked() && peer.peers().get(0).path() == Path.WEBRTC;
	}

	private static List<Integer> numbers(P2pPeer peer, Queue<Path> paths) {
		List<Integer> numbers = Collections.synchronizedList(new ArrayList<>());
		peer.on("number", Integer.class, (number, sender) -> {
			numbers.add(number);
			paths.add(sender.path());
		});
		return numbers;
	}

	@Test
	void whenTwoCanLinkThenEventsGoByLinkInOrder() {
		P2pPeer anna = linked("links");
		P2pPeer ben = linked("links");
		await().until(() -> isLinked(anna) && isLinked(ben));
		Queue<Path> paths = new ConcurrentLinkedQueue<>();
		List<Integer> heard = numbers(ben, paths);
		IntStream.range(0, 2_000).forEach((number) -> anna.emit("number", number));
		await().until(() -> heard.size() == 2_000);
		assertThat(heard).isEqualTo(IntStream.range(0, 2_000).boxed().toList());
		assertThat(paths).containsOnly(Path.WEBRTC);
	}

	@Test
	void whenEventIsLargeThenItGoesByLink() {
		P2pPeer anna = linked("large");
		P2pPeer ben = linked("large");
		await().until(() -> isLinked(anna) && isLinked(ben));
		byte[] file = new byte[20_000_000];
		new Random(1).nextBytes(file);
		List<byte[]> heard = Collections.synchronizedList(new ArrayList<>());
		ben.on("file", byte[].class, (bytes, sender) -> heard.add(bytes));
		anna.emit("file", file);
		await().until(() -> !heard.isEmpty());
		assertThat(heard.get(0)).isEqualTo(file);
	}

	@Test
	void whenPathIsSwitchedWhileEventsAreSentThenTheyArriveOnceAndInOrder() {
		P2pPeer anna = linked("switches");
		P2pPeer ben = linked("switches");
		await().until(() -> isLinked(anna) && isLinked(ben));
		Queue<Path> paths = new ConcurrentLinkedQueue<>();
		List<Integer> heard = numbers(ben, paths);
		for (int i = 0; i < 5_000; i++) {
			anna.emit("number", i);
			if (i % 100 == 50) {
				anna.setUsePeerConnection((i / 100) % 2 == 1);
			}
		}
		await().until(() -> heard.size() >= 5_000);
		assertThat(heard).isEqualTo(IntStream.range(0, 5_000).boxed().toList());
		assertThat(paths).contains(Path.RELAY, Path.WEBRTC);
	}

	@Test
	void whenTwoShareSeveralRoomsThenTheyHaveOneConnection() {
		P2pPeer anna = linked("shared one");
		P2pPeer ben = linked("shared one");
		P2pPeer annaThere = anna.join(P2pOptions.room("shared two"));
		P2pPeer benThere = ben.join(P2pOptions.room("shared two"));
		await().until(() -> isLinked(anna) && isLinked(ben) && isLinked(annaThere) && isLinked(benThere));
		Queue<String> heard = texts(benThere);
		annaThere.emit("text", "in the other room");
		await().until(() -> heard.contains("in the other room"));
		anna.leave();
		annaThere.emit("text", "still here");
		await().until(() -> heard.contains("still here"));
		assertThat(isLinked(annaThere)).isTrue();
	}

	@Test
	void whenRoomIsPrivateThenEventsGoByLinkOnly() {
		P2pPeer anna = linked("private");
		P2pPeer ben = linked("private");
		await().until(() -> isLinked(anna) && isLinked(ben));
		P2pPeer without = join(P2pOptions.builder().room("private").rtc(null).build());
		await().until(() -> anna.peers().size() == 2);
		Queue<P2pException> failures = new ConcurrentLinkedQueue<>();
		anna.addListener(new P2pListener() {
			@Override
			public void failed(P2pException failure) {
				failures.add(failure);
			}
		});
		Queue<String> heard = texts(ben);
		Queue<String> other = texts(without);
		anna.setUseSockets(false);
		anna.emit("text", "secret");
		await().until(() -> !heard.isEmpty() && !failures.isEmpty());
		assertThat(failures.peek().code()).isEqualTo("unreachable");
		assertThat(failures.peek().peerIds()).containsExactly(without.id().orElseThrow());
		assertThat(other).isEmpty();
	}

}
