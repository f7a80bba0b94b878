package io.p2p.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What arrives of that which peers in Java send, and how.
 */
class JavaPeerDeliveryTests extends AbstractJavaPeerTests {

	@Test
	void whenConnectionsBreakThenEverythingArrivesOnceAndInOrder() {
		P2pPeer anna = join("cuts");
		P2pPeer ben = join("cuts");
		String id = anna.id().orElseThrow();
		List<Integer> heard = Collections.synchronizedList(new ArrayList<>());
		List<RemotePeer> gone = Collections.synchronizedList(new ArrayList<>());
		ben.on("number", Integer.class, (number, sender) -> heard.add(number));
		ben.addListener(new P2pListener() {
			@Override
			public void peerDisconnected(RemotePeer peer) {
				gone.add(peer);
			}
		});
		await().until(() -> anna.peers().size() == 1);
		for (int i = 0; i < 3_000; i++) {
			anna.emit("number", i);
			if (i % 500 == 250) {
				int reached = i - 200;
				await().until(() -> heard.size() > reached);
				server.closeSessions();
			}
		}
		await().until(() -> heard.size() >= 3_000);
		assertThat(heard).isEqualTo(IntStream.range(0, 3_000).boxed().toList());
		assertThat(anna.id()).contains(id);
		assertThat(gone).isEmpty();
	}

	@Test
	void whenEventIsLargeThenItArrivesWholeAndTellsHowFarItIs() {
		P2pPeer anna = join("files");
		P2pPeer ben = join("files");
		byte[] file = new byte[5_000_000];
		new Random(1).nextBytes(file);
		List<byte[]> heard = Collections.synchronizedList(new ArrayList<>());
		List<Long> loaded = Collections.synchronizedList(new ArrayList<>());
		ben.on("file", byte[].class, (bytes, sender) -> heard.add(bytes));
		ben.addListener(new P2pListener() {
			@Override
			public void progressed(Progress progress) {
				loaded.add(progress.loaded());
			}
		});
		await().until(() -> anna.peers().size() == 1);
		anna.emit("file", file);
		Queue<String> texts = texts(ben);
		anna.emit("text", "beside it");
		await().until(() -> !heard.isEmpty() && !texts.isEmpty());
		assertThat(heard.get(0)).isEqualTo(file);
		assertThat(loaded).hasSizeGreaterThan(10).isSorted();
	}

	@Test
	void whenLargeEventIsGivenUpThenBothHearOfIt() {
		P2pPeer anna = join("aborts");
		P2pPeer ben = join("aborts");
		Queue<P2pException> failures = failures(ben);
		Queue<P2pException> own = failures(anna);
		anna.addListener(new P2pListener() {
			@Override
			public void progressed(Progress progress) {
				progress.abort();
			}
		});
		await().until(() -> anna.peers().size() == 1);
		anna.emit("file", new byte[20_000_000]);
		await().until(() -> !failures.isEmpty() && !own.isEmpty());
		assertThat(failures).extracting(P2pException::code).containsExactly("aborted");
		assertThat(own).extracting(P2pException::code).containsExactly("aborted");
	}

	@Test
	void whenEventIsVolatileThenItArrivesNowOrNever() {
		P2pPeer anna = join("volatile");
		P2pPeer ben = join("volatile");
		List<Integer> heard = Collections.synchronizedList(new ArrayList<>());
		ben.on("at", Integer.class, (at, sender) -> heard.add(at));
		await().until(() -> anna.peers().size() == 1);
		await().until(() -> {
			anna.asVolatile().emit("at", heard.size());
			return heard.size() > 5;
		});
		assertThat(heard).isSorted();
	}

}
