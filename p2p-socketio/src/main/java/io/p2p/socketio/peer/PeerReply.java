package io.p2p.socketio.peer;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.engineio.send.Broadcast;
import io.p2p.engineio.send.Frame;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.EventLimits;
import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.RelayHeader;
import io.p2p.relay.queue.FlowControl;
import io.p2p.relay.queue.Reply;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.PacketEncoder;
import io.p2p.socketio.PacketType;
import io.p2p.socketio.SocketPacket;
import io.p2p.socketio.peer.wire.PeerErrors;
import io.p2p.socketio.session.PeerSession;

/**
 * Answers or refuses one request of a client, once.
 *
 * @since 0.1.0
 */
public final class PeerReply implements Reply {

	private final AtomicBoolean answered = new AtomicBoolean();

	private final NamespaceConnection connection;

	private final @Nullable SocketPeer peer;

	private final long ackId;

	// the name of the event with the answer, if the request was part of a CONNECT
	private final @Nullable String answer;

	// whether nothing for the client can be on its way from other event loops
	private boolean first;

	// the event that the request carries, null for an answer
	private @Nullable String event;

	private @Nullable RelayHeader header;

	// the number of the request in a session that several servers share, 0 if it has none
	private long number;

	private long size;

	/**
	 * Create the reply to an event.
	 * @param peer the client's peer, {@code null} in a namespace without peers
	 */
	PeerReply(NamespaceConnection connection, @Nullable SocketPeer peer, String event, long ackId) {
		this(connection, peer, event, ackId, null);
	}

	private PeerReply(NamespaceConnection connection, @Nullable SocketPeer peer, String event, long ackId,
			@Nullable String answer) {
		this.connection = connection;
		this.peer = peer;
		this.event = event;
		this.ackId = ackId;
		this.answer = answer;
	}

	/**
	 * Create the reply to a client that is no peer.
	 * @param connection the client
	 * @param event the event that it has sent
	 * @param ackId the id for its acknowledgement, negative if none was asked for
	 * @return the reply
	 */
	public static Reply toClient(NamespaceConnection connection, String event, long ackId) {
		return new PeerReply(connection, null, event, ackId);
	}

	/**
	 * Create the reply to a request in a CONNECT: an event takes the place of the
	 * acknowledgement.
	 * @param event the event by which the client could have asked instead
	 * @param answer the name of the event with the answer
	 */
	static PeerReply toConnect(NamespaceConnection connection, SocketPeer peer, String event, String answer) {
		return new PeerReply(connection, peer, event, SocketPacket.NO_ACK, answer);
	}

	/**
	 * Set the number of the request in the peer's session.
	 */
	PeerReply counted(long counted, long bytes) {
		this.number = counted;
		this.size = bytes;
		return this;
	}

	@Override
	public long number() {
		return this.number;
	}

	// The sequence ignores a second call.
	private void settle() {
		PeerSession session = (this.number > 0 && this.peer != null) ? this.peer.session() : null;
		if (session != null) {
			session.settled(this.number, this.size);
		}
	}

	/**
	 * Set what the request is about, which a refusal tells its sender.
	 */
	void about(RelayHeader header) {
		this.header = header;
	}

	void about(String room, @Nullable String peerId) {
		about(RelayHeader.about(room, peerId));
	}

	/**
	 * Set what the request is about, and which event it carries.
	 * @param event the name, {@code null} if it is an answer
	 */
	void about(RelayHeader header, @Nullable String event) {
		this.header = header;
		this.event = event;
	}

	@Override
	public void acknowledge(@Nullable Object... arguments) {
		settle();
		SocketPacket ack = ack(arguments);
		if (ack != null) {
			this.connection.send(ack);
		}
	}

	@Override
	public void answer(RawMessage arguments) {
		if (!EventLimits.isForPlain(arguments)) {
			refuse(new RefusedException(ErrorCode.TOO_LARGE,
					"An acknowledgement has at most " + EventLimits.MAX_PLAIN_BINARIES + " binaries"));
			return;
		}
		SocketPacket ack = ack(arguments);
		if (ack != null) {
			this.connection.send(ack);
		}
		settle();
	}

	/**
	 * Answer with one argument, ahead of packets that wait for a turn of the event loop.
	 * Called on the event loop of the connection.
	 * @param json the argument
	 */
	void acknowledgeAtOnce(byte[] json) {
		answer(alone(json));
	}

	private static RawMessage alone(byte[] json) {
		byte[] arguments = new byte[json.length + 2];
		arguments[0] = '[';
		System.arraycopy(json, 0, arguments, 1, json.length);
		arguments[json.length + 1] = ']';
		return new RawMessage("", arguments, List.of());
	}

	/**
	 * Set whether {@link #acknowledgeInTurn} may answer at once, as the client has been
	 * in no room until now and nothing is on its way to it.
	 */
	PeerReply first(boolean value) {
		this.first = value;
		return this;
	}

	/**
	 * Answer behind all that was sent to the client before, on any thread.
	 * @param json the only argument
	 */
	void acknowledgeInTurn(RawJson json) {
		SocketPacket ack = ack(alone(json.bytes()));
		if (ack == null) {
			return;
		}
		if (this.first) {
			this.connection.send(ack);
		}
		else {
			Broadcast.send(this.connection.session(), PacketEncoder.encode(ack), null);
		}
	}

	private boolean isAsked() {
		return this.ackId != SocketPacket.NO_ACK || this.answer != null;
	}

	private @Nullable SocketPacket ack(@Nullable Object... arguments) {
		return isAsked() ? ack(PeerMessageCodec.PROTOCOL.encode("", arguments)) : null;
	}

	private @Nullable SocketPacket ack(RawMessage arguments) {
		if (!isAsked() || !this.answered.compareAndSet(false, true)) {
			return null;
		}
		if (this.answer == null) {
			return new SocketPacket(PacketType.ACK, this.connection.namespace(), this.ackId, arguments.arguments(),
					arguments.attachments());
		}
		RawMessage event = new RawMessage(this.answer, arguments.arguments(), arguments.attachments());
		return new SocketPacket(PacketType.EVENT, this.connection.namespace(), SocketPacket.NO_ACK,
				PeerMessageCodec.PROTOCOL.join(event), event.attachments());
	}

	@Override
	public void refuse(RefusedException reason) {
		if (!isPartOfRefused()) {
			tell(reason);
		}
		// behind what it is told, as a confirmed request is not repeated
		settle();
	}

	private void tell(RefusedException reason) {
		if (!this.answered.get()) {
			this.connection.refusals().count(reason);
		}
		Map<String, @Nullable Object> error = PeerErrors.of(reason);
		if (isAsked()) {
			if (this.answer != null) {
				PeerErrors.describe(error, this.header);
			}
			acknowledge(error);
		}
		else if (this.answered.compareAndSet(false, true)) {
			error.put("event", this.event);
			PeerErrors.describe(error, this.header);
			RawMessage event = PeerMessageCodec.PROTOCOL.encode("peer-error", error);
			send(new SocketPacket(PacketType.EVENT, this.connection.namespace(), SocketPacket.NO_ACK,
					PeerMessageCodec.PROTOCOL.join(event), List.of()));
		}
	}

	// Parts of a transfer that was refused already are not refused again.
	private boolean isPartOfRefused() {
		RelayHeader about = this.header;
		return about != null && about.id() != null && this.peer != null && this.ackId == SocketPacket.NO_ACK
				&& !this.peer.requests().refuse(about.id() + " " + about.to());
	}

	@Override
	public boolean isGone() {
		return this.peer != null && this.peer.hasLeft();
	}

	@Override
	public FlowControl flowControl() {
		return (this.peer != null) ? this.peer.requests().flowControl() : this.connection.calls().flowControl();
	}

	@Override
	public Executor inOrder() {
		return this.connection.session()::inOrder;
	}

	private void send(SocketPacket event) {
		SocketPeer receiver = this.peer;
		if (receiver == null) {
			this.connection.send(event);
		}
		else if (receiver.session() == null) {
			List<Frame> frames = PacketEncoder.encode(event);
			this.connection.session().inOrder(() -> sendNow(receiver, frames));
		}
		else {
			Broadcast.send(receiver.recipient(), PacketEncoder.encode(event), null);
		}
	}

	// A session may have begun meanwhile, in which the event counts.
	private void sendNow(SocketPeer receiver, List<Frame> frames) {
		if (receiver.session() != null) {
			Broadcast.send(receiver.recipient(), frames, null);
		}
		else if (!receiver.isGone()) {
			this.connection.session().sendAtOnce(frames, null);
		}
	}

	/**
	 * Refuse what could not be done.
	 * @param failure why: a {@link RefusedException}, or what Jackson says of arguments
	 * that have another shape, which would tell of our classes
	 */
	void refuseFor(RuntimeException failure) {
		refuse((failure instanceof RefusedException refused) ? refused
				: new RefusedException(ErrorCode.BAD_REQUEST, "The arguments do not have the expected shape"));
	}

}
