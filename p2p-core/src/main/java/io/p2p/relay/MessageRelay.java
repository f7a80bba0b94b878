package io.p2p.relay;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.Stay;

/**
 * The path of an event through the server: from its sender, past a handler if there is
 * one for it, to the other peers of the room. The events of one sender keep their order.
 *
 * @since 0.1.0
 */
public final class MessageRelay {

	// what the protocol and Socket.IO's clients keep for themselves
	private static final Set<String> RESERVED = Set.of("peer-connect", "peer-update", "peer-disconnect", "peer-signal",
			"peer-error", "offers", "offer", "numClients", "connect", "connect_error", "disconnect", "disconnecting",
			"newListener", "removeListener");

	private final RoomManager rooms;

	private final RelayListeners listeners;

	private final KeyedSerialQueue queues = new KeyedSerialQueue();

	private final StreamRelay streams;

	private final RelayDelivery delivery;

	private final RelayCounts counts = new RelayCounts();

	/**
	 * Create a relay.
	 * @param rooms where the peers are
	 * @param peerSender the way to them
	 * @param listeners who sees events first; the first that handles an event gets it
	 * @param observer who measures how long it takes
	 */
	public MessageRelay(RoomManager rooms, PeerSender peerSender, List<RelayListener> listeners,
			RelayObserver observer) {
		this.rooms = rooms;
		this.listeners = new RelayListeners(listeners, observer);
		this.streams = new StreamRelay(rooms, peerSender, this.queues, this.counts);
		this.delivery = new RelayDelivery(peerSender, this.streams, this.counts);
	}

	/**
	 * Relay an event.
	 * @param sender who sent it
	 * @param header who is to get it
	 * @param message the event
	 * @param reply the way back to the sender
	 * @throws RefusedException if the event is not for the sender to send
	 */
	public void relay(Peer sender, RelayHeader header, RawMessage message, Reply reply) {
		Stay stay = checkedStay(sender, header, message.event());
		RelayListener listener = this.listeners.find(message.event());
		Runnable handedOver = this.listeners.taken();
		this.queues.inOrder(sender, message.size(), (listener != null) ? () -> {
			stay.check();
			return listener.onMessage(sender, stay.room(), message);
		} : null, (@Nullable RelayOutcome outcome) -> {
			if (outcome instanceof RelayOutcome.Answered answered) {
				answer(sender, stay, header, answered.answer(), reply);
				return;
			}
			this.delivery.deliver(sender, stay, header,
					(outcome instanceof RelayOutcome.Relayed it) ? it.message() : message, handedOver, reply);
		}, reply);
	}

	/**
	 * Take an event to the listener that answers it, if there is one: it is for the
	 * server alone and of no room.
	 * @param sender who sent it
	 * @param message the event
	 * @param reply the way back to the sender
	 * @return {@code false} if no listener answers such an event
	 */
	public boolean serve(Peer sender, RawMessage message, Reply reply) {
		RelayListener listener = isReserved(message.event()) ? null : this.listeners.find(message.event());
		if (listener == null || !listener.answers(message.event())) {
			return false;
		}
		Collection<Room> among = this.rooms.roomsOf(sender.id());
		Room room = (among.size() == 1) ? among.iterator().next() : null;
		this.queues.inOrder(sender, message.size(), () -> listener.onMessage(sender, room, message),
				(@Nullable RelayOutcome outcome) -> {
					if (outcome instanceof RelayOutcome.Answered answered) {
						reply.answer(answered.answer());
					}
				}, reply);
		return true;
	}

	/**
	 * Relay the answer to an event. To a peer that is gone it is not: nobody waits there.
	 * @param sender who answers
	 * @param header who asked, and which of its questions
	 * @param content the JSON array of {@code null}, in place of a name, and the answer
	 * @param attachments the binaries in it
	 * @param reply the way back to the sender
	 * @throws RefusedException if the answer is not for the sender to give
	 */
	public void relayAnswer(Peer sender, RelayHeader header, byte[] content, List<byte[]> attachments, Reply reply) {
		header.checkCounts();
		if (header.to() == null || header.ack() == null) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "An answer needs 'to' and 'ack'");
		}
		Stay stay = Audience.stay(this.rooms, sender, header);
		Room room = stay.room();
		if (header.to().equals(RelayHeader.SERVER)) {
			takeAnswer(sender, header.ack(), new RawMessage("", content, attachments), reply);
			return;
		}
		RawMessage answer = PeerMessageCodec.PROTOCOL.wrap("p2p:msg", Audience.envelope(sender, room, header), content,
				attachments);
		Runnable handedOver = this.listeners.taken();
		this.queues.inOrder(sender, answer.size(), null, (handled) -> {
			stay.check();
			Peer target = Audience.target(sender, room, header);
			if (target != null) {
				this.counts.add(answer.size(), 1);
				this.delivery.send(List.of(target), answer, handedOver);
			}
			reply.acknowledge();
		}, reply);
	}

	// in its turn: an event that the peer sent before may have to be handled first
	private void takeAnswer(Peer sender, long question, RawMessage answer, Reply reply) {
		this.queues.inOrder(sender, answer.size(), null, (handled) -> {
			this.listeners.answered(sender, question, answer);
			reply.acknowledge();
		}, reply);
	}

	/**
	 * Relay a part of an event that is too large for one packet. When all receivers have
	 * it, the sender is told by {@code p2p:sent}.
	 * @param sender who sent it
	 * @param header who is to get it, and what the part belongs to
	 * @param bytes the part; empty to give the transfer up
	 * @param reply the way back to the sender, answered when all receivers have the part
	 * @throws RefusedException if the part is not for the sender to send
	 */
	public void relayPart(Peer sender, RelayHeader header, byte[] bytes, Reply reply) {
		String event = header.event();
		if (event == null) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "A part needs 'event'");
		}
		if (RelayHeader.SERVER.equals(header.to())) {
			throw new RefusedException(ErrorCode.TOO_LARGE, "An answer to the server must fit into one packet");
		}
		Stay stay = checkedStay(sender, header, event);
		if (this.listeners.find(event) != null) {
			throw new RefusedException(ErrorCode.TOO_LARGE,
					"The server has a handler for this event: it must fit into one packet");
		}
		this.streams.part(sender, stay, event, header, bytes, reply);
	}

	/**
	 * Tell the sender of a transfer that a receiver wants no more of it.
	 * @param receiver who wants no more
	 * @param header whose transfer it is, and which
	 * @param reply the way back to the receiver
	 * @throws RefusedException if the receiver is not in the room
	 */
	public void relayStop(Peer receiver, RelayHeader header, Reply reply) {
		this.streams.stop(receiver, header, reply);
	}

	/**
	 * Tell one peer that what the sender sends it takes another path from here on.
	 * @param sender who sends
	 * @param header to whom, and which epoch begins
	 * @param reply the way back to the sender
	 * @throws RefusedException if the sender is not in the room
	 */
	public void relayPath(Peer sender, RelayHeader header, Reply reply) {
		this.streams.path(sender, header, reply);
	}

	/**
	 * What keeps the events of each sender in order.
	 * @return where they wait for handlers
	 */
	public KeyedSerialQueue queue() {
		return this.queues;
	}

	/**
	 * How many events, answers and parts of events have been relayed since the start.
	 * @return a count that only grows; each counts once, however many peers got it
	 */
	public long relayed() {
		return this.counts.messages();
	}

	/**
	 * What has been relayed since the start.
	 * @return live counts
	 */
	public RelayCounts counts() {
		return this.counts;
	}

	/**
	 * Whether an event is one of the protocol or of Socket.IO, which are never relayed.
	 * @param event the name of the event
	 * @return whether the name is taken
	 */
	public static boolean isReserved(String event) {
		return event.startsWith("p2p:") || RESERVED.contains(event);
	}

	private Stay checkedStay(Peer sender, RelayHeader header, String event) {
		header.checkCounts();
		if (isReserved(event)) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "'" + event + "' is a reserved event name");
		}
		Stay stay = Audience.stay(this.rooms, sender, header);
		// what a link had carried: its sender will hear of the leaving
		boolean repeated = header.seq() != null;
		if (!repeated && header.to() != null && stay.room().member(new PeerId(header.to())) == null) {
			throw new RefusedException(ErrorCode.UNKNOWN_PEER, "No such peer in that room", header.to());
		}
		return stay;
	}

	// in the place of those who would have been asked: that is whose answers count
	private void answer(Peer sender, Stay stay, RelayHeader header, RawMessage answer, Reply reply) {
		if (header.ack() == null) {
			reply.answer(answer);
			return;
		}
		stay.check();
		this.streams.answerForAll(sender, stay.room(), header, answer);
		reply.acknowledge();
	}

}
