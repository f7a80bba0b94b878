package io.p2p.relay;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.peer.ReservedEvents;
import io.p2p.relay.queue.KeyedSerialQueue;
import io.p2p.relay.queue.Reply;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.Stay;

/**
 * Relays events from their sender to the other peers of the room, past a
 * {@link RelayListener} if one handles them, and keeps those of one sender in order.
 * Called on the event loop of the sender's connection.
 *
 * @since 0.1.0
 */
public final class MessageRelay {

	private final RoomManager rooms;

	private final RelayListeners listeners;

	private final KeyedSerialQueue queues = new KeyedSerialQueue();

	private final StreamRelay streams;

	private final VolatileRelay volatiles;

	private final RoomCarrier carrier;

	/**
	 * Create a relay.
	 * @param rooms the rooms of the server
	 * @param peerSender sends to peers
	 * @param carrier carries events to those who get them
	 * @param listeners see events first; the first that handles an event gets it
	 * @param observer measures how long relaying takes
	 */
	public MessageRelay(RoomManager rooms, PeerSender peerSender, RoomCarrier carrier, List<RelayListener> listeners,
			RelayObserver observer) {
		this.rooms = rooms;
		this.listeners = new RelayListeners(listeners, observer);
		this.carrier = carrier;
		this.streams = new StreamRelay(rooms, peerSender, this.queues, carrier);
		this.volatiles = new VolatileRelay(this.listeners, this.queues, carrier);
		carrier.answersTo(this.listeners::answered);
	}

	/**
	 * Relay an event.
	 * @param sender the sender
	 * @param header has the receivers
	 * @param message the event
	 * @param reply answers or refuses it
	 * @throws RefusedException if the sender may not send the event
	 */
	public void relay(Peer sender, RelayHeader header, RawMessage message, Reply reply) {
		Stay stay = stay(sender, header, message.event());
		if (stay.hasHad(reply.number())) {
			// repeated after a loss: a handler need not see it again
			reply.acknowledge();
			return;
		}
		checkTarget(stay, header);
		RelayListener listener = this.listeners.find(message.event());
		Runnable handedOver = this.listeners.taken();
		this.queues.inOrder(sender, message.size(), (listener != null) ? () -> {
			stay.check();
			return listener.onMessage(sender, stay.room(), message, reply.number());
		} : null, (@Nullable RelayOutcome outcome) -> {
			if (outcome instanceof RelayOutcome.Answered answered) {
				answer(sender, stay, header, answered.answer(), reply);
				return;
			}
			this.carrier.event(sender, stay, header,
					(outcome instanceof RelayOutcome.Relayed it) ? it.message() : message, handedOver, reply);
		}, reply);
	}

	/**
	 * Relay a volatile event: to those of its receivers that take it at once.
	 * @param sender the sender
	 * @param header has the receivers and the number of the event
	 * @param message the event
	 * @param reply acknowledges or refuses it
	 * @throws RefusedException if the sender may not send the event
	 */
	public void relayVolatile(Peer sender, RelayHeader header, RawMessage message, Reply reply) {
		this.volatiles.relay(sender, stay(sender, header, message.event()), header, message, reply);
	}

	/**
	 * Hand an event that is for the server alone to the listener that answers it, if
	 * there is one.
	 * @param sender the sender
	 * @param message the event
	 * @param reply answers or refuses it
	 * @return {@code false} if no listener answers such an event
	 */
	public boolean serve(Peer sender, RawMessage message, Reply reply) {
		RelayListener listener = ReservedEvents.contains(message.event()) ? null : this.listeners.find(message.event());
		if (listener == null || !listener.answers(message.event())) {
			return false;
		}
		Collection<Room> among = this.rooms.roomsOf(sender.id());
		Room room = (among.size() == 1) ? among.iterator().next() : null;
		this.queues.inOrder(sender, message.size(), () -> listener.onMessage(sender, room, message, reply.number()),
				(@Nullable RelayOutcome outcome) -> {
					if (outcome instanceof RelayOutcome.Answered answered) {
						reply.answer(answered.answer());
					}
				}, reply);
		return true;
	}

	/**
	 * Relay the answer to an event. It is dropped if the peer that has asked is gone.
	 * @param sender the peer that answers
	 * @param header has the peer that has asked, and the question
	 * @param content the JSON array of {@code null}, in place of a name, and the answer
	 * @param attachments the binaries in it
	 * @param reply acknowledges or refuses the answer
	 * @throws RefusedException if the answer is invalid
	 */
	public void relayAnswer(Peer sender, RelayHeader header, byte[] content, List<byte[]> attachments, Reply reply) {
		header.checkCounts();
		if (header.to() == null || header.ack() == null) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "An answer needs 'to' and 'ack'");
		}
		Stay stay = Audience.stay(this.rooms, sender, header);
		Room room = stay.room();
		if (header.to().equals(RelayHeader.SERVER)) {
			takeAnswer(sender, room, header.ack(), new RawMessage("", content, attachments), reply);
			return;
		}
		RawMessage answer = PeerMessageCodec.PROTOCOL.wrap("p2p:msg", Audience.envelope(sender, room, header), content,
				attachments);
		this.queues.inOrder(sender, answer.size(), null, (handled) -> {
			stay.check();
			Peer target = Audience.target(sender, room, header);
			if (target == null) {
				reply.acknowledge();
				return;
			}
			this.carrier.counts().add(answer.size(), 1);
			Reply.settle(this.carrier.direct(room, sender, target, answer, reply.number()), reply);
		}, reply);
	}

	// Behind the peer's earlier events, which may still wait for a handler.
	private void takeAnswer(Peer sender, Room room, long question, RawMessage answer, Reply reply) {
		this.queues.inOrder(sender, answer.size(), null,
				(handled) -> Reply.settle(this.carrier.answer(sender, room, question, answer, reply.number()), reply),
				reply);
	}

	/**
	 * Relay a part of an event that is too large for one packet. When it has been written
	 * to all receivers, the sender gets {@code p2p:sent}.
	 * @param sender the sender
	 * @param header has the receivers and the transfer
	 * @param bytes the part; empty to give the transfer up
	 * @param reply acknowledges the part when it has been written to all receivers
	 * @throws RefusedException if the sender may not send the part
	 */
	public void relayPart(Peer sender, RelayHeader header, byte[] bytes, Reply reply) {
		String event = header.event();
		if (event == null) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "A part needs 'event'");
		}
		if (RelayHeader.SERVER.equals(header.to())) {
			throw new RefusedException(ErrorCode.TOO_LARGE, "An answer to the server must fit into one packet");
		}
		Stay stay = stay(sender, header, event);
		if (!stay.hasHad(reply.number())) {
			checkTarget(stay, header);
		}
		if (this.listeners.find(event) != null) {
			throw new RefusedException(ErrorCode.TOO_LARGE,
					"The server has a handler for this event: it must fit into one packet");
		}
		this.streams.part(sender, stay, event, header, bytes, reply);
	}

	/**
	 * Relay to the sender of a transfer that a receiver wants no more of it.
	 * @param receiver the receiver
	 * @param header has the sender and the transfer
	 * @param reply acknowledges or refuses that
	 * @throws RefusedException if the receiver is not in the room
	 */
	public void relayStop(Peer receiver, RelayHeader header, Reply reply) {
		this.streams.stop(receiver, header, reply);
	}

	/**
	 * Tell one peer that the sender's events to it take another path from here on.
	 * @param sender the sender
	 * @param header has the receiver and the epoch
	 * @param reply acknowledges or refuses that
	 * @throws RefusedException if the sender is not in the room
	 */
	public void relayPath(Peer sender, RelayHeader header, Reply reply) {
		this.streams.path(sender, header, reply);
	}

	/**
	 * The queue that keeps the events of each sender in order.
	 * @return the queue
	 */
	public KeyedSerialQueue queue() {
		return this.queues;
	}

	/**
	 * How many events, answers and parts of events have been relayed since the start.
	 * @return a count that only grows; each counts once, however many peers got it
	 */
	public long relayed() {
		return this.carrier.counts().messages();
	}

	/**
	 * Counts of what has been relayed since the start.
	 * @return live counts
	 */
	public RelayCounts counts() {
		return this.carrier.counts();
	}

	private Stay stay(Peer sender, RelayHeader header, String event) {
		header.checkCounts();
		if (ReservedEvents.contains(event)) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "'" + event + "' is a reserved event name");
		}
		return Audience.stay(this.rooms, sender, header);
	}

	private static void checkTarget(Stay stay, RelayHeader header) {
		// sent again after the loss of a link: the sender hears of the peer's leaving
		boolean repeated = header.seq() != null;
		if (!repeated && header.to() != null && stay.room().member(new PeerId(header.to())) == null) {
			throw new RefusedException(ErrorCode.UNKNOWN_PEER, "No such peer in that room", header.to());
		}
	}

	// Answers in the place of each peer that would have got the event.
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
