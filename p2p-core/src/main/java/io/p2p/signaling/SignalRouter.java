package io.p2p.signaling;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.RoomCarrier;
import io.p2p.relay.queue.Reply;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomMember;
import io.p2p.room.Stay;

/**
 * Routes signals between peers of one room, with the sender's id as the server knows it.
 * Called on event loops. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SignalRouter {

	private final RoomManager rooms;

	private final RoomCarrier carrier;

	private final int numClients;

	private final LinkReports reports;

	private final Map<SignalType, LongAdder> counts = new ConcurrentHashMap<>();

	/**
	 * Create a router.
	 * @param rooms the rooms of the server
	 * @param carrier carries signals to their targets
	 * @param numClients how many links a peer holds at most
	 * @param observer hears the outcome of attempts to open links
	 */
	public SignalRouter(RoomManager rooms, RoomCarrier carrier, int numClients, LinkObserver observer) {
		this.rooms = rooms;
		this.carrier = carrier;
		this.numClients = numClients;
		this.reports = new LinkReports(rooms, observer);
	}

	/**
	 * Take a peer's report of an attempt to open a link.
	 * @param sender the peer that began the attempt
	 * @param report the report; ignored if the two are not to hold a link (any more)
	 * @throws RefusedException if the report is invalid, or the other peer's to give
	 */
	public void report(Peer sender, LinkReport report) {
		this.reports.take(sender, report);
	}

	/**
	 * How many signals of a type have been passed on since the start, with each offer
	 * that was dealt out for a client of the original socket.io-p2p.
	 * @param type the type
	 * @return a count that only grows
	 */
	public long signals(SignalType type) {
		LongAdder count = this.counts.get(type);
		return (count != null) ? count.sum() : 0;
	}

	private void count(SignalType type) {
		this.counts.computeIfAbsent(type, (key) -> new LongAdder()).increment();
	}

	/**
	 * Pass a signal on to its target. A signal that a link is closed is ignored if the
	 * target has gone, or is to hold no link with the sender any more.
	 * @param sender the peer that has sent it
	 * @param request the signal
	 * @param attachments the binaries in it
	 * @param reply acknowledges or refuses the signal
	 * @throws RefusedException if the sender may not send it
	 */
	public void signal(Peer sender, SignalRequest request, List<byte[]> attachments, Reply reply) {
		if (request.toPeerId() == null || request.signal() == null) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "A signal needs 'toPeerId' and 'signal'");
		}
		Room room = this.rooms.find(Objects.requireNonNullElse(request.room(), Room.DEFAULT_NAME));
		RoomMember from = (room != null) ? room.member(sender.id()) : null;
		if (room == null || from == null) {
			throw new RefusedException(ErrorCode.NOT_A_MEMBER, "The sender is not in that room");
		}
		refuseSpoofing(room, sender, request.fromPeerId());
		SignalType type = SignalType.of(request.signal());
		RoomMember target = find(room, request.toPeerId());
		if (target == null || !maySignal(room, from, target)) {
			Stay stay = room.stay(sender.id());
			if (type == SignalType.CLOSED || (stay != null && stay.hasHad(reply.number()))) {
				// It was sent before, or the sender may close a link before it hears that
				// the other peer has
				// left: that is no mistake of it.
				reply.acknowledge();
				return;
			}
			throw new RefusedException(ErrorCode.UNKNOWN_PEER, "No such peer to signal to in that room",
					request.toPeerId());
		}
		Map<String, String> members = Map.of("room", room.name(), "toPeerId", target.id().value(), "fromPeerId",
				sender.id().value());
		Map<String, @Nullable RawJson> raw = new HashMap<>();
		raw.put("signal", request.signal());
		raw.put("offerId", request.offerId());
		count(type);
		RawMessage message = PeerMessageCodec.PROTOCOL.encode("peer-signal", members, raw, attachments);
		Reply.settle(this.carrier.direct(room, sender, target.peer(), message, reply.number()), reply);
	}

	/**
	 * Deal out the offers of a client of the original socket.io-p2p.
	 * @param sender the peer that has made them
	 * @param request the offers
	 * @throws RefusedException if the sender may not make offers
	 */
	public void offers(Peer sender, OffersRequest request) {
		if (request.offers() == null || request.offers().stream().anyMatch(Objects::isNull)) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "'offers' must be a list of offers");
		}
		Room room = this.rooms.find(Room.DEFAULT_NAME);
		RoomMember from = (room != null) ? room.member(sender.id()) : null;
		if (room == null || from == null || !from.plain()) {
			throw new RefusedException(ErrorCode.NOT_A_MEMBER, "Only plain peers of the default room make offers");
		}
		List<RoomMember> others = room.members()
			.stream()
			.filter((other) -> other.plain() && !other.id().equals(sender.id()))
			.toList();
		OfferDistribution.distribute(request.offers(), others, this.numClients)
			.forEach((target, offer) -> send(room, sender, target, offer));
	}

	private void send(Room room, Peer sender, RoomMember target, OffersRequest.Offer offer) {
		Map<String, @Nullable Object> argument = new HashMap<>();
		argument.put("fromPeerId", sender.id().value());
		argument.put("offerId", offer.offerId());
		argument.put("offer", offer.offer());
		count(SignalType.OFFER);
		this.carrier.direct(room, sender, target.peer(), PeerMessageCodec.PROTOCOL.encode("offer", argument), 0);
	}

	// clients of the original socket.io-p2p put an id here that is no peer's
	private static void refuseSpoofing(Room room, Peer sender, @Nullable String claimed) {
		if (claimed != null && !claimed.equals(sender.id().value()) && find(room, claimed) != null) {
			throw new RefusedException(ErrorCode.SPOOFED_SENDER, "'fromPeerId' is another peer");
		}
	}

	private static @Nullable RoomMember find(Room room, String id) {
		return room.member(new PeerId(id));
	}

	// Plain peers (clients of the original) may signal to each other, library peers only
	// by the plan.
	private static boolean maySignal(Room room, RoomMember from, RoomMember target) {
		if (from.id().equals(target.id())) {
			return false;
		}
		if (from.plain() && target.plain()) {
			return true;
		}
		return room.isLinked(from.id(), target.id());
	}

}
