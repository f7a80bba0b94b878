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
import io.p2p.peer.PeerSender;
import io.p2p.peer.RawJson;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomMember;

/**
 * Takes signals to their target, inside the room only, with the sender's id as the server
 * knows it.
 *
 * @since 0.1.0
 */
public final class SignalRouter {

	private final RoomManager rooms;

	private final PeerSender peerSender;

	private final int numClients;

	private final LinkReports reports;

	private final Map<SignalType, LongAdder> counts = new ConcurrentHashMap<>();

	/**
	 * Create a router.
	 * @param rooms where the peers are
	 * @param peerSender the way to them
	 * @param numClients how many links a peer holds at most
	 * @param observer who is told what became of links
	 */
	public SignalRouter(RoomManager rooms, PeerSender peerSender, int numClients, LinkObserver observer) {
		this.rooms = rooms;
		this.peerSender = peerSender;
		this.numClients = numClients;
		this.reports = new LinkReports(rooms, observer);
	}

	/**
	 * Take a peer's word for what became of a link.
	 * @param sender who tried to open it
	 * @param report what became of it; without effect if the two are not to hold a link
	 * (any more)
	 * @throws RefusedException if it is none, or not for the sender to give
	 */
	public void report(Peer sender, LinkReport report) {
		this.reports.take(sender, report);
	}

	/**
	 * How many signals of a type have been passed on since the start. Each of the offers
	 * that a client of the original library has dealt out counts.
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
	 * Take a signal to its target. That a link is closed is taken in silence where the
	 * target has gone, or holds no link with the sender any more.
	 * @param sender who sent it
	 * @param request the signal
	 * @param attachments the binaries in it
	 * @throws RefusedException if it is not for the sender to send
	 */
	public void signal(Peer sender, SignalRequest request, List<byte[]> attachments) {
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
			if (type == SignalType.CLOSED) {
				// A link closes before or after the server hears that its other end has
				// left, and nobody needs to know that of somebody who has gone.
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
		this.peerSender.send(List.of(target.peer()),
				PeerMessageCodec.PROTOCOL.encode("peer-signal", members, raw, attachments));
	}

	/**
	 * Deal out the offers of a client of the original library.
	 * @param sender who made them
	 * @param request the offers
	 * @throws RefusedException if it is not for the sender to make offers
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
			.forEach((target, offer) -> send(sender, target, offer));
	}

	private void send(Peer sender, RoomMember target, OffersRequest.Offer offer) {
		Map<String, @Nullable Object> argument = new HashMap<>();
		argument.put("fromPeerId", sender.id().value());
		argument.put("offerId", offer.offerId());
		argument.put("offer", offer.offer());
		count(SignalType.OFFER);
		this.peerSender.send(List.of(target.peer()), PeerMessageCodec.PROTOCOL.encode("offer", argument));
	}

	// the seed's clients put their session's id here, which is nobody's peer id
	private static void refuseSpoofing(Room room, Peer sender, @Nullable String claimed) {
		if (claimed != null && !claimed.equals(sender.id().value()) && find(room, claimed) != null) {
			throw new RefusedException(ErrorCode.SPOOFED_SENDER, "'fromPeerId' is another peer");
		}
	}

	private static @Nullable RoomMember find(Room room, String id) {
		return room.member(new PeerId(id));
	}

	// the seed's clients link with each other as they like, library peers by the server's
	// plan
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
