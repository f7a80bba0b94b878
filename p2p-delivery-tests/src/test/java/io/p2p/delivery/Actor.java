package io.p2p.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import tools.jackson.databind.JsonNode;

import io.p2p.client.P2pConnection;
import io.p2p.client.P2pOptions;
import io.p2p.client.P2pPeer;
import io.p2p.client.PeerEvent;
import io.p2p.client.RemotePeer;
import io.p2p.client.Sender;
import io.p2p.client.webrtc.WebRtcEngine;

/**
 * A peer that sends to everybody and to each, and logs what it sends and hears: the twin
 * of the page in {@code p2p-client/tests/delivery/page.ts}.
 */
final class Actor {

	private static final int PACE_MS = 12;

	private static final int LARGE_EVERY = 120;

	private static final int MOST_QUESTIONS = 200;

	private static final int FILE_BLOCK_BYTES = 1024 * 1024;

	private static final String TEXT = "Grüße 🎈 𝒳 ";

	private final ActorLog log = new ActorLog();

	private final AtomicInteger questions = new AtomicInteger();

	private final String name;

	private final Random random;

	private final ScheduledExecutorService clock;

	private final WatchedEngine engine = new WatchedEngine(WebRtcEngine.shared());

	private final P2pPeer peer;

	private ScheduledFuture<?> running;

	private boolean usesLinks = true;

	/**
	 * Join a room.
	 * @param setup the object {@code Setup} of the page
	 */
	Actor(JsonNode setup, ScheduledExecutorService clock) {
		this.name = setup.path("name").asString();
		this.random = new Random(setup.path("seed").asLong());
		this.clock = clock;
		JsonNode options = setup.path("options");
		Duration connect = Duration.ofMillis(options.path("connectTimeoutMs").asLong(20_000));
		Duration ping = Duration.ofMillis(options.path("pingIntervalMs").asLong(5_000));
		P2pOptions.Builder its = P2pOptions.builder();
		if (options.has("key")) {
			its.key(options.path("key").asString());
		}
		this.peer = P2pConnection.to(URI.create(setup.path("url").asString()))
			.reconnectDelay(Duration.ofMillis(50), Duration.ofMillis(200))
			.open()
			.join(its.room(setup.path("room").asString())
				.rtc(setup.path("webrtc").asBoolean(true) ? this.engine : null)
				.turnOnly(options.path("peerOpts").path("iceTransportPolicy").asString("").equals("relay"))
				.linkTimes(connect, Duration.ofSeconds(15), ping)
				.build());
		listen();
	}

	private void listen() {
		this.peer.addListener(new ActorEvents(this.log));
		for (String event : List.of("text", "bytes", "large")) {
			this.peer.on(event, this::hear);
		}
		this.peer.on("file",
				(event) -> hear(event.argument(0, String.class), event.argument(1, InputStream.class), event.sender()));
		this.peer.on("question", (event) -> {
			hear(event);
			event.answer(answerOf(this.peer.id().orElse(""), event.argument(0, String.class)));
		});
	}

	private void hear(PeerEvent event) {
		this.log.heard(event.argument(0, String.class), event.sender().id(), event.argument(1, Object.class),
				event.sender().path().wireName());
	}

	// elsewhere, as other events need not wait for a file
	private void hear(String named, InputStream file, Sender sender) {
		CompletableFuture.supplyAsync(() -> ActorLog.hash(file))
			.whenComplete((hash, failure) -> this.log.heard(named, sender.id(),
					(failure != null) ? failure.toString() : hash, sender.path().wireName()));
	}

	private static Object answerOf(String peerId, String event) {
		return List.of(peerId, event, event.getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * Where it is, as the page's {@code State}.
	 */
	Map<String, Object> state() {
		List<Map<String, Object>> peers = this.peer.peers()
			.stream()
			.<Map<String, Object>>map(
					(one) -> Map.of("id", one.id(), "path", one.path().wireName(), "linked", one.linked()))
			.toList();
		Map<String, Object> state = new HashMap<>(this.log.counts());
		this.peer.id().ifPresent((id) -> state.put("id", id));
		state.put("peers", peers);
		state.put("questions", this.questions.get());
		state.put("links", Map.of("made", this.engine.made(), "open", this.engine.open()));
		return state;
	}

	Map<String, Object> log() {
		return this.log.log();
	}

	/**
	 * Emit from now on, until it is stopped.
	 */
	synchronized void run() {
		if (this.running == null) {
			this.running = this.clock.scheduleWithFixedDelay(this::tick, PACE_MS, PACE_MS, TimeUnit.MILLISECONDS);
		}
	}

	synchronized void stop() {
		if (this.running != null) {
			this.running.cancel(false);
			this.running = null;
		}
	}

	/**
	 * Send a large event to the room.
	 */
	synchronized void sendLarge(int bytes) {
		emit("large", randomBytes(bytes), null);
	}

	/**
	 * Send a file to the room, which has a block of bytes over and over.
	 */
	synchronized void sendFile(int blocks) {
		try {
			Path file = Files.createTempFile("actor", "");
			file.toFile().deleteOnExit();
			byte[] block = randomBytes(FILE_BLOCK_BYTES);
			try (OutputStream out = Files.newOutputStream(file)) {
				for (int i = 0; i < blocks; i++) {
					out.write(block);
				}
			}
			String named = record("file", ActorLog.hash(Files.newInputStream(file)), null, addressed(null));
			this.peer.emit("file", named, file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean cut() {
		return this.engine.cut(this.random);
	}

	List<String> turnUsers() {
		return this.engine.turnUsers();
	}

	void use(JsonNode mode) {
		if (mode.has("usePeerConnection")) {
			this.peer.setUsePeerConnection(mode.path("usePeerConnection").asBoolean());
		}
		if (mode.has("useSockets")) {
			this.peer.setUseSockets(mode.path("useSockets").asBoolean());
		}
	}

	/**
	 * Use the links if it does not, and the other way round.
	 */
	synchronized void toggle() {
		this.usesLinks = !this.usesLinks;
		this.peer.setUsePeerConnection(this.usesLinks);
	}

	void close() {
		stop();
		this.peer.close();
	}

	private synchronized void tick() {
		int times = (this.questions.get() < MOST_QUESTIONS) ? 1 + this.random.nextInt(3) : 0;
		for (int i = 0; i < times; i++) {
			emitAny();
		}
	}

	private void emitAny() {
		List<RemotePeer> peers = this.peer.peers();
		boolean one = this.random.nextDouble() < 0.4 && !peers.isEmpty();
		String to = one ? peers.get(this.random.nextInt(peers.size())).id() : null;
		double kind = this.random.nextDouble();
		if (this.log.size() % LARGE_EVERY == LARGE_EVERY - 1) {
			emit("large", randomBytes(20_000 + this.random.nextInt(280_000)), to);
		}
		else if (kind < 0.7) {
			emit("text", TEXT.repeat(this.random.nextInt(20)), to);
		}
		else if (kind < 0.85) {
			emit("bytes", List.of(randomBytes(this.random.nextInt(3_000)), Map.of("deep", randomBytes(3))), to);
		}
		else {
			ask(to);
		}
	}

	private byte[] randomBytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private void emit(String event, Object payload, String to) {
		String named = record(event, payload, to, addressed(to));
		if (to == null) {
			this.peer.emit(event, named, payload);
		}
		else {
			this.peer.to(to).emit(event, named, payload);
		}
	}

	private void ask(String to) {
		Object payload = List.of(TEXT, this.log.size());
		List<String> addressed = addressed(to);
		String named = record("question", payload, to, addressed);
		this.questions.incrementAndGet();
		CompletableFuture<? extends Map<String, ?>> asked = (to != null)
				? this.peer.to(to).ask("question", Object.class, named, payload).thenApply((one) -> Map.of(to, one))
				: this.peer.ask("question", Object.class, named, payload);
		asked.whenComplete((answers, failure) -> {
			if (failure != null) {
				this.log.problem(named + " was not answered: " + failure);
			}
			else {
				Map<String, Object> wanted = new HashMap<>();
				addressed.forEach((id) -> wanted.put(id, ActorLog.describe(answerOf(id, named))));
				Map<String, Object> given = new HashMap<>();
				answers.forEach((id, value) -> given.put(id, ActorLog.describe(value)));
				if (!given.equals(wanted)) {
					this.log.problem(named + " was answered by " + given + " and not " + wanted);
				}
			}
			this.questions.decrementAndGet();
		});
	}

	private List<String> addressed(String to) {
		return (to != null) ? List.of(to) : this.peer.peers().stream().map(RemotePeer::id).toList();
	}

	private String record(String event, Object payload, String to, List<String> addressed) {
		String named = this.name + "-" + this.log.size() + "-" + event;
		this.log.sent(named, this.peer.id().orElse(""), to, new ArrayList<>(addressed),
				event.equals("large") || event.equals("file"), payload);
		return named;
	}

}
