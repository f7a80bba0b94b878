package io.p2p.client.session;

import java.util.Map;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.loop.Loop;
import io.p2p.client.loop.Timer;
import io.p2p.client.transport.Packet;
import io.p2p.client.transport.Wire;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;
import io.p2p.client.wire.ServerEvent;

/**
 * The session of a client on its wire. Used in its loop.
 *
 * @since 0.1.0
 */
public final class ServerSession implements Session, Wire.Listener {

	private final Wire wire;

	private final SessionOutput output;

	private final Rooms rooms = new Rooms();

	private final SessionInput input;

	// until the server answers a CONNECT
	private final Timer patience;

	// until a session without a connection is over
	private final Timer expiry;

	private ReplayBuffer replay = new ReplayBuffer();

	private final SessionIdentity identity = new SessionIdentity();

	private boolean live;

	/**
	 * Create a session, which begins with the first room.
	 * @param wire what it is on
	 * @param loop the loop of both
	 */
	public ServerSession(Wire wire, Loop loop) {
		this.wire = wire;
		this.output = new SessionOutput(wire, loop);
		this.input = new SessionInput(this.rooms, this.output);
		this.patience = new Timer(loop);
		this.expiry = new Timer(loop);
		wire.listen(this);
	}

	@Override
	public String peerId() {
		return this.identity.peerId();
	}

	@Override
	public int maxPayload() {
		return this.identity.maxPayload();
	}

	@Override
	public boolean isLive() {
		return this.live;
	}

	@Override
	public boolean isActive() {
		return this.wire.isActive();
	}

	@Override
	public long queuedBytes() {
		return this.replay.bytes();
	}

	@Override
	public void add(String room, RoomListener listener) {
		if (!this.rooms.add(room, listener)) {
			throw new IllegalStateException("This client is in the room '" + room + "' already");
		}
		if (this.live) {
			listener.connected(false, false);
		}
		else {
			this.wire.open();
		}
	}

	@Override
	public void remove(String room) {
		this.rooms.remove(room);
	}

	@Override
	public void release() {
		if (this.rooms.isEmpty()) {
			this.wire.close();
		}
	}

	@Override
	public void send(Entry entry, long bytes) {
		if (this.identity.keeps()) {
			this.replay.push(entry, bytes, this.live);
		}
		if (this.live) {
			this.output.transmit(entry);
		}
	}

	@Override
	public void request(String event, ObjectNode argument, BiConsumer<Fields, @Nullable Failure> done) {
		this.output.request(event, argument, (answer, failure) -> done.accept(this.input.placed(answer), failure));
	}

	/**
	 * Ask the application's handlers on the server, now or when there is a connection.
	 * @param question an event that goes to nobody else
	 * @param timeoutMs how long to wait for the answer, in milliseconds
	 * @param done gets the acknowledgement, or why there is none
	 */
	public void ask(EncodedEvent question, double timeoutMs, BiConsumer<@Nullable Packet, @Nullable Failure> done) {
		this.output.ask(question, timeoutMs, done);
		if (this.live) {
			this.output.askHeld(maxPayload());
		}
		else {
			abandoned(Failure.of("not-answered", "the client is closed"));
		}
	}

	@Override
	public void tell(String event, ObjectNode argument) {
		if (this.live) {
			this.output.tell(event, argument, Body.NONE);
		}
	}

	@Override
	public void tellVolatile(ObjectNode header, EncodedEvent message) {
		if (this.live && !this.wire.isBusy()) {
			this.output.tell("p2p:volatile", header, Body.of(message));
		}
	}

	// what stands in the CONNECT beside what the application says there, so that one
	// round trip is enough
	@Override
	public ObjectNode connecting(ObjectNode auth) {
		Announcement announcement = new Announcement(this.input.positions(), this.rooms.listeners(),
				this.replay.entries());
		ObjectNode question = this.identity.question(this.input.received(), this.replay.confirmed());
		this.rooms.asked(announcement.complete(question, this.wire.maxPayload() - Json.size(auth)));
		return auth.set("p2p", question);
	}

	@Override
	public void connected(String id) {
		// from now on the server knows better whether this client was away for too long
		this.expiry.stop();
		this.patience.start(ANSWER_TIMEOUT_MS, this::giveUp);
	}

	// there is no answer: a server of Socket.IO need not have this protocol
	private void giveUp() {
		Failure failure = Failure.of("join-failed", "the server did not answer: it may not have Socket.IO P2P");
		this.rooms.tellAll((room) -> room.failed(failure));
		this.wire.drop();
	}

	@Override
	public void received(Packet packet) {
		if (packet.acknowledgement()) {
			this.output.acknowledged(packet);
			return;
		}
		Arguments arguments = Arguments.read(packet);
		if (arguments == null) {
			return;
		}
		switch (arguments.event()) {
			case "p2p:session" -> take(Fields.of(arguments.first()));
			case "p2p:joined" -> this.rooms.joined(this.input.placed(Fields.of(arguments.first())));
			case "p2p:received" -> confirm(arguments);
			case "p2p:volatile" -> this.rooms.volatileEvent(arguments);
			default -> {
				if (ServerEvent.isOne(arguments.event())) {
					this.input.receive(arguments, this.live, this.identity.keeps());
				}
			}
		}
	}

	// the server has answered what the CONNECT has asked for
	private void take(Fields answer) {
		if (this.live) {
			return;
		}
		boolean resumed = answer.flag("resumed");
		long version = answer.number("version", 1);
		this.patience.stop();
		if (resumed && !this.identity.isNamed(answer.text("token"))) {
			// this client has ended that session since it sent the CONNECT: the next one
			// tells the server
			this.wire.drop();
			return;
		}
		if (version > SessionIdentity.VERSION || answer.text("code") != null) {
			Fields refusal = (version > SessionIdentity.VERSION) ? Fields.of(Json.object().put("code", "version"))
					: answer;
			this.rooms.tellAll((room) -> room.joined(refusal));
			return;
		}
		if (this.identity.isEstablished() && !resumed) {
			end();
		}
		this.identity.establish(answer);
		// a new session need not hear what rooms that are gone had to say in the one
		// before
		if (!resumed) {
			this.replay = new ReplayBuffer();
		}
		this.replay.confirm(answer.number("received", 0));
		goOn(resumed, answer.flag("failed"), version > 1);
	}

	private void goOn(boolean resumed, boolean refused, boolean keepsNumbers) {
		Entry hopeless = this.replay.resume(refused, keepsNumbers);
		if (hopeless != null && keepsNumbers) {
			// the server hears in the next CONNECT that this number does not come
			this.wire.drop();
		}
		else {
			this.live = true;
			this.replay.entries().forEach(this.output::transmit);
			// of another session the server has not heard that a room was left which the
			// CONNECT has asked for
			if (!resumed) {
				this.rooms.askedInVain()
					.forEach((room) -> send(new Entry("p2p:leave", Json.object().put("room", room), Body.NONE, null),
							0));
			}
			this.rooms.connected(resumed);
			this.output.askHeld(maxPayload());
		}
		RoomListener room = (hopeless != null) ? this.rooms.get(hopeless.room()) : null;
		if (hopeless != null && room != null) {
			room.gaveUp(hopeless, refused);
		}
	}

	// the server has taken what this client sent, and sent rooms' logs, so far
	private void confirm(Arguments arguments) {
		JsonNode count = arguments.first();
		if (count != null && count.isNumber()) {
			this.replay.confirm(count.asLong());
		}
		this.input.reached(Json.read(arguments.rest()).get(0));
	}

	@Override
	public void disconnected(Wire.End end) {
		this.live = false;
		this.rooms.asked(Map.of());
		this.identity.unreadable(end == Wire.End.UNREADABLE);
		this.patience.stop();
		this.output.ended();
		// whoever has ended the connection on purpose is not waited for
		if (end == Wire.End.SERVER || end == Wire.End.CLIENT || !this.identity.keeps()) {
			expire();
		}
		else if (this.identity.isEstablished()) {
			this.expiry.start(this.identity.windowMs(), this::expire);
		}
	}

	// the session is over, and there is no connection to begin another on
	private void expire() {
		end();
		abandoned(Failure.of("not-answered", "the client is closed"));
	}

	private void abandoned(Failure failure) {
		if (!this.wire.isActive()) {
			this.output.abandoned(failure);
			this.rooms.tellAll((room) -> room.abandoned(failure));
		}
	}

	@Override
	public void failed(Failure failure) {
		this.rooms.tellAll((room) -> room.failed(failure));
		abandoned(failure);
	}

	private void end() {
		this.expiry.stop();
		this.identity.end();
		this.input.end();
		ReplayBuffer old = this.replay;
		this.replay = new ReplayBuffer();
		this.rooms.copy().forEach((room, listener) -> listener.ended(old.lostOf(room)));
	}

}
