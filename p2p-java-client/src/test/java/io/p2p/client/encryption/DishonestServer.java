package io.p2p.client.encryption;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.loop.Loop;
import io.p2p.client.session.Body;
import io.p2p.client.session.Entry;
import io.p2p.client.session.Lost;
import io.p2p.client.session.RoomListener;
import io.p2p.client.session.Session;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;
import io.p2p.client.wire.ReceivedEvent;
import io.p2p.client.wire.ServerEvent;

import static org.awaitility.Awaitility.await;

/**
 * A server that passes on what a test lets it, to whom the test says.
 */
final class DishonestServer {

	private final Map<String, Member> members = new TreeMap<>();

	/**
	 * Somebody joins: all are told of each other.
	 */
	Member join(String id, byte[] key) {
		Member member = new Member(id, key);
		member.begin();
		this.members.values().forEach((other) -> other.hears("peer-connect", member.info(), null));
		this.members.put(id, member);
		return member;
	}

	/**
	 * Pass everything on that waits, until nothing does.
	 */
	void passAll() {
		boolean goesOn = true;
		while (goesOn) {
			goesOn = false;
			for (Member member : List.copyOf(this.members.values())) {
				while (!member.sent.isEmpty()) {
					pass(member, member.sent.remove(0));
					goesOn = true;
				}
			}
		}
	}

	void pass(Member from, Entry entry) {
		Fields header = Fields.of(entry.header());
		for (Member member : this.members.values()) {
			boolean isFor = member != from && header.text("to", member.id).equals(member.id)
					&& !header.texts("skip").contains(member.id);
			if (isFor) {
				member.hears(from.id, entry);
			}
		}
	}

	static byte[] bytes(Entry entry) {
		ByteBuffer sealed = entry.body().binaries().get(0).duplicate();
		byte[] bytes = new byte[sealed.remaining()];
		sealed.get(bytes);
		return bytes;
	}

	/**
	 * A member of the room.
	 */
	final class Member implements RoomListener, Loop {

		final String id;

		final List<Entry> sent = new ArrayList<>();

		final List<String> texts = new ArrayList<>();

		final List<String> codes = new ArrayList<>();

		private final SealedSession session;

		private RoomListener listener;

		private JsonNode data;

		Member(String id, byte[] key) {
			this.id = id;
			this.session = new SealedSession(new Wiretap(this), this, "kitchen", () -> RoomKey.of(key, "kitchen"),
					(failure) -> this.codes.add(failure.code()));
		}

		private void begin() {
			this.session.add("kitchen", this);
			await().until(() -> this.listener != null);
			this.session.request("p2p:join", Json.object().put("room", "kitchen").put("data", "of " + this.id),
					(answer, failure) -> answer.objects("peers")
						.forEach((peer) -> this.texts.add(peer.text("data", "nothing known"))));
		}

		Fields info() {
			return Fields.of(Json.object().put("room", "kitchen").put("peerId", this.id).set("data", this.data));
		}

		/**
		 * Has other data now.
		 */
		void update(String data) {
			ObjectNode header = Json.object().put("room", "kitchen").put("data", data);
			this.session.send(new Entry("p2p:update", header, Body.NONE, null), 0);
			this.data = lastSent().header().get("data");
		}

		void say(String text, @Nullable String to) {
			byte[] content = ("[\"text\",\"" + text + "\"]").getBytes(StandardCharsets.UTF_8);
			EncodedEvent message = new EncodedEvent("text", 0, content, List.of());
			ObjectNode header = Json.object().put("room", "kitchen");
			this.session
				.send(new Entry("p2p:msg", (to != null) ? header.put("to", to) : header, Body.of(message), message), 1);
		}

		/**
		 * What it has sent last, and what now only the test can pass on.
		 */
		Entry lastSent() {
			return this.sent.remove(this.sent.size() - 1);
		}

		void hears(String from, Entry entry) {
			byte[] sealed = bytes(entry);
			ObjectNode header = entry.header().deepCopy().put("from", from);
			hears(entry.event(), Fields.of(header), sealed);
		}

		void hears(String event, Fields header, byte @Nullable [] binary) {
			List<byte[]> binaries = (binary != null) ? List.of(binary) : List.of();
			this.listener.received(new ServerEvent(event, header, "[]".getBytes(StandardCharsets.UTF_8), binaries));
		}

		@Override
		public void received(ServerEvent event) {
			switch (event.name()) {
				case "p2p:msg" -> {
					ReceivedEvent text = ReceivedEvent.unpack(event.binaries().get(0), 0);
					this.texts.add(Json.read(text.content()).path(1).asString());
				}
				case "peer-connect", "peer-update" -> this.texts.add(event.header().text("data", "nothing known"));
				default -> {
					// not what these tests are about
				}
			}
		}

		@Override
		public @Nullable ObjectNode request() {
			return null;
		}

		@Override
		public void connected(boolean asked, boolean resumed) {
		}

		@Override
		public void joined(Fields answer) {
		}

		@Override
		public void ended(Lost lost) {
		}

		@Override
		public void receivedVolatile(Fields header, byte[] rest, List<byte[]> binaries) {
		}

		@Override
		public void failed(Failure failure) {
		}

		@Override
		public void abandoned(Failure failure) {
		}

		@Override
		public void gaveUp(Entry entry, boolean refused) {
		}

		@Override
		public void execute(Runnable task) {
			task.run();
		}

		@Override
		public Runnable schedule(Runnable task, double delayMs) {
			throw new UnsupportedOperationException();
		}

		@Override
		public double now() {
			return 0;
		}

		@Override
		public double random() {
			return 0;
		}

		@Override
		public boolean isHere() {
			return true;
		}

	}

	private final class Wiretap implements Session {

		private final Member member;

		Wiretap(Member member) {
			this.member = member;
		}

		@Override
		public String peerId() {
			return this.member.id;
		}

		@Override
		public int maxPayload() {
			return 1_000_000;
		}

		@Override
		public boolean isLive() {
			return true;
		}

		@Override
		public boolean isActive() {
			return true;
		}

		@Override
		public long queuedBytes() {
			return 0;
		}

		@Override
		public void add(String room, RoomListener listener) {
			this.member.listener = listener;
		}

		@Override
		public void remove(String room) {
		}

		@Override
		public void release() {
		}

		@Override
		public void send(Entry entry, long bytes) {
			this.member.sent.add(entry);
		}

		@Override
		public void request(String event, ObjectNode argument, BiConsumer<Fields, @Nullable Failure> done) {
			this.member.data = argument.get("data");
			ObjectNode welcome = Json.object().put("room", "kitchen").put("peerId", this.member.id);
			DishonestServer.this.members.values()
				.forEach((other) -> welcome.withArray("peers").add(other.info().json()));
			done.accept(Fields.of(welcome), null);
		}

		@Override
		public void tell(String event, ObjectNode argument) {
		}

		@Override
		public void tellVolatile(ObjectNode header, EncodedEvent message) {
		}

	}

}
