package io.p2p.client;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.p2p.client.file.PeerFile;
import io.p2p.support.TestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Files and streams of peers in Java, by relay.
 */
@Timeout(120)
class JavaFileTests extends AbstractJavaPeerTests {

	@TempDir
	private Path folder;

	private static byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		return bytes;
	}

	private static CompletableFuture<PeerFile> file(P2pPeer peer) {
		CompletableFuture<PeerFile> file = new CompletableFuture<>();
		peer.on("file", PeerFile.class, (come, sender) -> file.complete(come));
		return file;
	}

	private static PeerFile get(CompletableFuture<PeerFile> file) throws Exception {
		return file.get(30, TimeUnit.SECONDS);
	}

	private void awaitPeers(P2pPeer peer, int count) {
		await().until(() -> peer.peers().size() == count);
	}

	@Test
	void whenFileIsSentThenItComesAsItWas() throws Exception {
		P2pPeer anna = join("files");
		CompletableFuture<PeerFile> file = file(join("files"));
		CompletableFuture<PeerFile> other = file(join("files"));
		awaitPeers(anna, 2);
		byte[] bytes = bytes(5_000_000);
		Path source = Files.write(this.folder.resolve("grüße.txt"), bytes);
		anna.emit("file", source);
		assertThat(get(file).name()).contains("grüße.txt");
		assertThat(get(file).type()).contains("text/plain");
		assertThat(get(file).size()).hasValue(bytes.length);
		assertThat(get(file).lastModified())
			.contains(Files.getLastModifiedTime(source).toInstant().truncatedTo(ChronoUnit.MILLIS));
		Path target = get(file).saveTo(this.folder.resolve("target")).get(30, TimeUnit.SECONDS);
		assertThat(target).hasBinaryContent(bytes);
		assertThat(get(other).open().readAllBytes()).isEqualTo(bytes);
	}

	@Test
	void whenStreamIsSentThenItIsReadAsItComes() throws Exception {
		P2pPeer anna = join("streams");
		CompletableFuture<PeerFile> stream = file(join("streams"));
		CompletableFuture<PeerFile> other = file(join("streams"));
		awaitPeers(anna, 2);
		byte[] bytes = bytes(3_000_000);
		Source source = new Source(bytes);
		anna.emit("file", source);
		assertThat(get(stream).size()).isEmpty();
		assertThat(get(stream).name()).isEmpty();
		get(other).open();
		byte[] half = get(stream).open().readNBytes(500_000);
		assertThat(half).isEqualTo(Arrays.copyOf(bytes, half.length));
		// the slowest holds it up
		assertThat(source.available()).isGreaterThan(0);
		CompletableFuture<byte[]> rest = CompletableFuture.supplyAsync(() -> readAll(stream.join()));
		assertThat(get(other).open().readAllBytes()).isEqualTo(bytes);
		assertThat(rest.get(30, TimeUnit.SECONDS)).hasSize(bytes.length - half.length);
		await().untilTrue(source.closed);
	}

	private static byte[] readAll(PeerFile file) {
		try {
			return file.open().readAllBytes();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void whenListenerReadsThenItWaitsForWhatComes() throws Exception {
		P2pPeer anna = join("listener");
		P2pPeer ben = join("listener");
		awaitPeers(anna, 1);
		Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
		ben.on("file", InputStream.class, (in, sender) -> {
			try (in) {
				sizes.add(in.readAllBytes().length);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
		anna.emit("file", new ByteArrayInputStream(bytes(2_000_000)));
		anna.emit("file", new ByteArrayInputStream(new byte[0]));
		await().untilAsserted(() -> assertThat(sizes).containsExactly(2_000_000, 0));
	}

	@Test
	void whenNobodyWantsItThenItsSourceIsClosed() throws Exception {
		P2pPeer anna = join("unwanted");
		P2pPeer ben = join("unwanted");
		awaitPeers(anna, 1);
		Source unheard = new Source(bytes(100));
		anna.emit("unheard", unheard);
		await().untilTrue(unheard.closed);
		ben.on("untaken", (event) -> assertThat(event.size()).isEqualTo(1));
		Source untaken = new Source(bytes(100));
		anna.emit("untaken", untaken);
		await().untilTrue(untaken.closed);
		CompletableFuture<PeerFile> file = file(ben);
		Source cancelled = new Source(bytes(4_000_000));
		anna.emit("file", cancelled);
		InputStream in = get(file).open();
		assertThat(in.read()).isGreaterThanOrEqualTo(0);
		in.close();
		await().untilTrue(cancelled.closed);
		assertThatIOException().isThrownBy(in::read).withMessage("The stream is closed");
	}

	@Test
	void whenSourceFailsThenTheReaderHearsIt() throws Exception {
		P2pPeer anna = join("failing");
		Queue<P2pException> failures = failures(anna);
		CompletableFuture<PeerFile> file = file(join("failing"));
		awaitPeers(anna, 1);
		anna.emit("file", new FilterInputStream(InputStream.nullInputStream()) {
			@Override
			public int read(byte[] target, int offset, int length) throws IOException {
				throw new IOException("The disk is gone");
			}
		});
		InputStream in = get(file).open();
		assertThatIOException().isThrownBy(in::readAllBytes).withMessageContaining("aborted");
		await().untilAsserted(() -> assertThat(failures).hasSize(1));
		assertThat(failures.peek()).hasRootCauseMessage("The disk is gone");
	}

	@Test
	void whenSenderGoesThenTheReaderHearsIt() throws Exception {
		P2pPeer anna = join("going");
		CompletableFuture<PeerFile> other = file(join("going"));
		awaitPeers(anna, 1);
		anna.emit("file", new Source(bytes(4_000_000)));
		InputStream cut = get(other).open();
		assertThat(cut.read()).isGreaterThanOrEqualTo(0);
		anna.close();
		assertThatIOException().isThrownBy(cut::readAllBytes).withMessageContaining("aborted");
	}

	@Test
	void whenPeerIsPlainThenTheSenderIsTold() throws Exception {
		P2pPeer anna = join("");
		CompletableFuture<PeerFile> file = file(join(""));
		Queue<P2pException> failures = failures(anna);
		try (TestClient plain = TestClient.plain(server)) {
			awaitPeers(anna, 2);
			anna.emit("file", new ByteArrayInputStream(bytes(10)));
			assertThat(get(file).open().readAllBytes()).isEqualTo(bytes(10));
			await().untilAsserted(() -> assertThat(failures).singleElement()
				.satisfies((failure) -> assertThat(failure.code()).isEqualTo("too-large"))
				.satisfies((failure) -> assertThat(failure.peerIds()).containsExactly(plain.id())));
			assertThat(plain.heard("file")).isEmpty();
		}
	}

	@Test
	void whenAnswerIsAFileThenItComes() throws Exception {
		P2pPeer anna = join("answers");
		P2pPeer ben = join("answers");
		awaitPeers(anna, 1);
		byte[] bytes = bytes(200_000);
		Path source = Files.write(this.folder.resolve("source"), bytes);
		ben.answer("fetch", String.class, (name, sender) -> source);
		PeerFile answer = anna.to(ben.id().orElseThrow()).ask("fetch", PeerFile.class, "x").get(30, TimeUnit.SECONDS);
		assertThat(answer.open().readAllBytes()).isEqualTo(bytes);
	}

	@Test
	void whenFileCannotBeSentThenThatIsSaidAtOnce() {
		P2pPeer anna = join("refused");
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> anna.emit("file", Path.of("/nowhere/x")))
			.withMessageContaining("'/nowhere/x' is no file that can be read");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> anna.asVolatile().emit("file", new ByteArrayInputStream(new byte[1])))
			.withMessage("A file or a stream cannot be volatile");
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> anna.setData(Map.of("file", new ByteArrayInputStream(new byte[1]))));
	}

	/**
	 * A stream that tells whether it has been closed.
	 */
	private static final class Source extends ByteArrayInputStream {

		private final AtomicBoolean closed = new AtomicBoolean();

		Source(byte[] bytes) {
			super(bytes);
		}

		@Override
		public void close() {
			this.closed.set(true);
		}

	}

}
