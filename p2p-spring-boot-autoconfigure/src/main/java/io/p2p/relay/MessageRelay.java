package io.p2p.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerMessage;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomMember;

/**
 * The path of an event through the server: from its sender, past a handler if there is
 * one for it, to the other peers of the room. The events of one sender keep their order.
 *
 * @since 0.1.0
 */
public final class MessageRelay {

	// what the protocol and Socket.IO's clients keep for themselves
	private static final Set<String> RESERVED = Set.of("peer-connect", "peer-disconnect", "peer-signal", "peer-error",
			"offers", "offer", "numClients", "connect", "connect_error", "disconnect", "disconnecting", "newListener",
			"removeListener");

	private static final long MAX_UNSIGNED = 0xffff_ffffL;

	private final RoomManager rooms;

	private final PeerSender peerSender;

	private final List<RelayListener> listeners;

	private final Map<PeerId, SenderLane> lanes = new ConcurrentHashMap<>();

	private final LongAdder relayed = new LongAdder();

	/**
	 * Create a relay.
	 * @param rooms where the peers are
	 * @param peerSender the way to them
	 * @param listeners who sees events first; the first that handles an event gets it
	 */
	public MessageRelay(RoomManager rooms, PeerSender peerSender, List<RelayListener> listeners) {
		this.rooms = rooms;
		this.peerSender = peerSender;
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Relay an event.
	 * @param sender who sent it
	 * @param header who is to get it
	 * @param message the event
	 * @param reply the way back to the sender
	 * @throws RefusedException if the event is not for the sender to send
	 */
	public void relay(Peer sender, RelayHeader header, PeerMessage message, Reply reply) {
		Room room = checkedRoom(sender, header, message.event());
		RelayListener listener = listener(message.event());
		inOrder(sender, message.size(), (listener != null) ? () -> listener.onMessage(sender, room, message) : null,
				(handled) -> {
					deliver(sender, room, header, (handled != null) ? handled : message);
					reply.acknowledge();
				}, reply);
	}

	/**
	 * Relay a part of an event that is too large for one packet.
	 * @param sender who sent it
	 * @param header who is to get it, and what the part belongs to
	 * @param bytes the part; empty to give the transfer up
	 * @param reply the way back to the sender, answered when all receivers have the part
	 * @throws RefusedException if the part is not for the sender to send
	 */
	public void relayPart(Peer sender, RelayHeader header, byte[] bytes, Reply reply) {
		if (header.id() == null || header.event() == null || header.total() == null || header.offset() == null) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "A part needs 'id', 'event', 'total' and 'offset'");
		}
		if (!isUnsigned(header.id()) || !isUnsigned(header.total()) || !isUnsigned(header.offset())
				|| header.offset() + bytes.length > header.total()) {
			throw new RefusedException(ErrorCode.BAD_REQUEST,
					"'id', 'total' and 'offset' are unsigned 32-bit numbers, and a part ends within the total");
		}
		Room room = checkedRoom(sender, header, header.event());
		if (listener(header.event()) != null) {
			throw new RefusedException(ErrorCode.TOO_LARGE,
					"The server has a handler for this event: it must fit into one packet");
		}
		Map<String, Object> forwarded = new HashMap<>(envelope(sender, room));
		forwarded.put("id", header.id());
		forwarded.put("event", header.event());
		forwarded.put("total", header.total());
		forwarded.put("offset", header.offset());
		inOrder(sender, bytes.length, null, (handled) -> deliverPart(new Audience(sender, room, header),
				PeerMessageCodec.PROTOCOL.encode("p2p:part", forwarded, bytes), reply), reply);
	}

	/**
	 * Forget a peer that has gone.
	 * @param peer who has gone
	 */
	public void forget(Peer peer) {
		this.lanes.remove(peer.id());
	}

	/**
	 * How many events and parts of events have been relayed since the start.
	 * @return a count that only grows; each counts once, however many peers got it
	 */
	public long relayed() {
		return this.relayed.sum();
	}

	/**
	 * Whether an event is one of the protocol or of Socket.IO, which are never relayed.
	 * @param event the name of the event
	 * @return whether the name is taken
	 */
	public static boolean isReserved(String event) {
		return event.startsWith("p2p:") || RESERVED.contains(event);
	}

	private static boolean isUnsigned(long number) {
		return number >= 0 && number <= MAX_UNSIGNED;
	}

	private Room checkedRoom(Peer sender, RelayHeader header, String event) {
		if (isReserved(event)) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "'" + event + "' is a reserved event name");
		}
		Room room = this.rooms.find(header.roomName());
		if (room == null || room.member(sender.id()) == null) {
			throw new RefusedException(ErrorCode.NOT_A_MEMBER, "The sender is not in that room");
		}
		if (header.to() != null && room.member(new PeerId(header.to())) == null) {
			throw new RefusedException(ErrorCode.UNKNOWN_PEER, "No such peer in that room", header.to());
		}
		return room;
	}

	private @Nullable RelayListener listener(String event) {
		for (RelayListener listener : this.listeners) {
			if (listener.handles(event)) {
				return listener;
			}
		}
		return null;
	}

	// straight on in the common case; behind the sender's earlier events if those wait
	// for a handler
	private void inOrder(Peer sender, long size, @Nullable Supplier<CompletionStage<PeerMessage>> handler,
			Delivery delivery, Reply reply) {
		SenderLane lane = this.lanes.get(sender.id());
		if (handler == null && (lane == null || lane.isIdle())) {
			delivery.deliver(null);
			return;
		}
		if (lane == null) {
			lane = this.lanes.computeIfAbsent(sender.id(), (id) -> new SenderLane(new Backlog(reply.intake())));
		}
		lane.submit(size, () -> step(handler, delivery, reply));
	}

	private static CompletionStage<?> step(@Nullable Supplier<CompletionStage<PeerMessage>> handler, Delivery delivery,
			Reply reply) {
		CompletionStage<@Nullable PeerMessage> handled = CompletableFuture.completedFuture(null);
		if (handler != null) {
			handled = begin(handler).thenApply((message) -> message);
		}
		return handled.thenAccept(delivery::deliver).exceptionally((failure) -> {
			reply.refuse(asRefusal(failure));
			return null;
		});
	}

	private static CompletionStage<PeerMessage> begin(Supplier<CompletionStage<PeerMessage>> handler) {
		try {
			return handler.get();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static RefusedException asRefusal(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof RefusedException refused) {
				return refused;
			}
		}
		// what an exception says of the inside of the server is not for peers
		return new RefusedException(ErrorCode.HANDLER_FAILED, "The server's handler did not take the event");
	}

	private void deliver(Peer sender, Room room, RelayHeader header, PeerMessage message) {
		this.relayed.increment();
		Audience audience = new Audience(sender, room, header);
		if (!audience.plain.isEmpty()) {
			this.peerSender.send(audience.plain, message);
		}
		if (!audience.library.isEmpty()) {
			this.peerSender.send(audience.library,
					PeerMessageCodec.PROTOCOL.wrap("p2p:msg", envelope(sender, room), message));
		}
	}

	private void deliverPart(Audience audience, PeerMessage part, Reply reply) {
		this.relayed.increment();
		List<String> missed = audience.plain.stream().map((peer) -> peer.id().value()).toList();
		this.peerSender.sendFully(audience.library, part).thenRun(() -> reply.acknowledge(Map.of("missed", missed)));
	}

	private static Map<String, Object> envelope(Peer sender, Room room) {
		return Map.of("room", room.name(), "from", sender.id().value());
	}

	@FunctionalInterface
	private interface Delivery {

		void deliver(@Nullable PeerMessage handled);

	}

	/**
	 * Who gets an event, by the form in which they get it.
	 */
	private static final class Audience {

		private final List<Peer> plain;

		private final List<Peer> library;

		Audience(Peer sender, Room room, RelayHeader header) {
			Set<String> skip = (header.skip() != null) ? new HashSet<>(header.skip()) : Set.of();
			int most = (header.to() != null) ? 1 : room.members().size();
			this.plain = new ArrayList<>(most);
			this.library = new ArrayList<>(most);
			for (RoomMember member : room.members()) {
				String id = member.id().value();
				boolean addressed = (header.to() != null) ? id.equals(header.to()) : !skip.contains(id);
				if (addressed && !member.id().equals(sender.id())) {
					(member.plain() ? this.plain : this.library).add(member.peer());
				}
			}
		}

	}

}
