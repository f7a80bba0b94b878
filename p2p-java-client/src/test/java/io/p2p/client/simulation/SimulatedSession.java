package io.p2p.client.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.session.Body;
import io.p2p.client.session.Entry;
import io.p2p.client.session.Lost;
import io.p2p.client.session.RoomListener;
import io.p2p.client.session.Session;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.ServerEvent;

/**
 * A session that keeps its promise: what is sent comes once and in order, sooner or
 * later, unless the client is away for too long.
 */
final class SimulatedSession implements Session {

	// so that what is large goes in parts
	private static final int MAX_PAYLOAD = 40_000;

	private final World world;

	private final SimulatedServer server;

	private final String name;

	private final Map<String, RoomListener> rooms = new LinkedHashMap<>();

	private final List<Runnable> unanswered = new ArrayList<>();

	private final Line<Sent> up;

	private final Line<Runnable> down;

	private int lives;

	private String id = "";

	private boolean live;

	private boolean expired;

	SimulatedSession(World world, SimulatedServer server, String name) {
		this.world = world;
		this.server = server;
		this.name = name;
		this.up = new Line<>(world, 120, (sent) -> sent.what().run());
		this.down = new Line<>(world, 120, Runnable::run);
		begin();
	}

	private void begin() {
		// who makes the offers is not always the same
		this.id = this.world.below(1_000) + "-" + this.name + "-" + ++this.lives;
		this.live = true;
	}

	@Override
	public String peerId() {
		return this.id;
	}

	@Override
	public int maxPayload() {
		return MAX_PAYLOAD;
	}

	@Override
	public boolean isLive() {
		return this.live;
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
		this.rooms.put(room, listener);
		if (this.live) {
			listener.connected(false, false);
		}
	}

	@Override
	public void remove(String room) {
		this.rooms.remove(room);
	}

	@Override
	public void release() {
	}

	@Override
	public void send(Entry entry, long bytes) {
		String from = this.id;
		this.up.send(new Sent(() -> this.server.take(from, entry), entry, this.live));
	}

	@Override
	public void request(String event, ObjectNode argument, BiConsumer<Fields, @Nullable Failure> done) {
		boolean[] over = { false };
		Runnable fail = () -> {
			if (!over[0]) {
				over[0] = true;
				done.accept(Fields.NONE, Failure.of("connect-failed", "the connection has ended"));
			}
		};
		if (!this.live) {
			fail.run();
			return;
		}
		this.unanswered.add(fail);
		this.up.send(new Sent(() -> {
			if (event.equals("p2p:join")) {
				this.server.join(this, argument, (answer) -> this.down.send(() -> {
					if (!over[0]) {
						over[0] = true;
						done.accept(answer, null);
					}
				}));
			}
		}, null, true));
	}

	@Override
	public void tell(String event, ObjectNode argument) {
	}

	@Override
	public void tellVolatile(ObjectNode header, EncodedEvent message) {
		String from = this.id;
		if (this.live && this.world.chance(0.9)) {
			this.up.send(new Sent(() -> this.server.takeVolatile(from, header, message.content()), null, true));
		}
	}

	void hear(String event, ObjectNode header, Entry entry) {
		ServerEvent its = SimulatedServer.event(event, header, entry);
		this.down.send(() -> {
			RoomListener room = this.rooms.get(its.room());
			this.world.note("hears", this.id, its.name(), its.header());
			if (room != null) {
				room.received(its);
			}
		});
	}

	void hear(String event, ObjectNode header, List<byte[]> none) {
		hear(event, header, new Entry(event, header, Body.NONE, null));
	}

	void hearVolatile(Fields header, byte[] content) {
		this.down.send(() -> {
			RoomListener room = this.rooms.get(header.text("room"));
			if (room != null) {
				room.receivedVolatile(header, content, List.of());
			}
		});
	}

	/**
	 * The connection breaks.
	 */
	void goOffline() {
		if (!this.live) {
			return;
		}
		this.world.note("offline", this.id);
		this.live = false;
		this.up.stop();
		this.down.stop();
		this.server.lost(this.id, true);
		List<Runnable> failed = List.copyOf(this.unanswered);
		this.unanswered.clear();
		failed.forEach(Runnable::run);
	}

	/**
	 * It is away for too long.
	 */
	void expire() {
		if (!this.live && !this.expired) {
			this.expired = true;
			this.server.leaveAll(this.id);
		}
	}

	/**
	 * There is a connection again.
	 */
	void goOnline() {
		if (this.live) {
			return;
		}
		boolean resumed = !this.expired;
		this.world.note("online", this.id, resumed);
		this.expired = false;
		if (resumed) {
			this.live = true;
			this.server.lost(this.id, false);
		}
		else {
			List<Sent> lost = this.up.lose();
			this.down.lose();
			new LinkedHashMap<>(this.rooms).forEach((room, listener) -> listener.ended(lostOf(room, lost)));
			begin();
		}
		new ArrayList<>(this.rooms.values()).forEach((listener) -> listener.connected(false, resumed));
		this.up.goOn();
		this.down.goOn();
	}

	private static Lost lostOf(String room, List<Sent> lost) {
		List<Lost.Waiting> waiting = new ArrayList<>();
		int missed = 0;
		for (Sent sent : lost) {
			EncodedEvent message = (sent.entry() != null) ? sent.entry().message() : null;
			if (message == null || !Objects.equals(room, sent.entry().header().path("room").asString())) {
				continue;
			}
			if (sent.transmitted() || sent.entry().header().has("to")) {
				missed++;
			}
			else {
				waiting.add(new Lost.Waiting(message, sent.entry().skip()));
			}
		}
		return new Lost(waiting, missed);
	}

	private record Sent(Runnable what, @Nullable Entry entry, boolean transmitted) {

	}

}
