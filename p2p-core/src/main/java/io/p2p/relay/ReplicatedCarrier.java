package io.p2p.relay;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.LogOffset;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.EventLimits;
import io.p2p.peer.LocalPeer;
import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.queue.FlowControl;
import io.p2p.relay.queue.Reply;
import io.p2p.room.Room;
import io.p2p.room.Room.Position;
import io.p2p.room.RoomMember;
import io.p2p.room.RoomPeer;
import io.p2p.room.Stay;
import io.p2p.room.log.LocalRoom;
import io.p2p.room.log.RoomEvent;
import io.p2p.room.log.RoomEventHandler;
import io.p2p.room.replica.ClusterRoomManager;

/**
 * Carries messages through the logs of rooms that several servers share: each server
 * sends to its own peers what comes from there, so that all get everything in one order.
 *
 * @since 0.1.0
 */
public final class ReplicatedCarrier implements RoomCarrier, RoomEventHandler {

	static final byte MESSAGE = 'm';

	private static final byte DIRECT = 'd';

	private static final byte LINK = 'l';

	private static final byte RELAY = 'r';

	private static final byte PART = 'p';

	private static final byte WRITTEN = 'w';

	private static final byte ANSWER = 'a';

	private final Supplier<ClusterRoomManager> rooms;

	private final PeerSender peerSender;

	private final PartReceipts receipts = new PartReceipts();

	private final RelayCounts counts = new RelayCounts();

	private final VolatileExchange volatiles;

	private volatile AnswerListener answers = (sender, question, answer) -> {
	};

	/**
	 * Create a carrier.
	 * @param rooms has the logs; called lazily, as the rooms know this carrier
	 * @param servers passes a message on to another server, past the logs, if that is
	 * possible now
	 * @param peerSender sends to peers of this server
	 */
	public ReplicatedCarrier(Supplier<ClusterRoomManager> rooms, BiConsumer<String, byte[]> servers,
			PeerSender peerSender) {
		this.rooms = rooms;
		this.peerSender = peerSender;
		this.volatiles = new VolatileExchange(rooms, servers, new VolatileDelivery(peerSender, this.counts));
	}

	@Override
	public RelayCounts counts() {
		return this.counts;
	}

	@Override
	public void event(Peer sender, Stay stay, RelayHeader header, RawMessage message, @Nullable Runnable handedOver,
			Reply reply) {
		stay.check();
		stay.countRelayed();
		List<Peer> missed = EventLimits.isForPlain(message) ? List.of()
				: new Audience(sender, stay.room(), header).plain();
		this.counts.add(message.size(), Audience.size(sender, stay.room(), header) - missed.size());
		FlowControl flow = reply.flowControl();
		flow.added(message.size());
		append(stay.room(), sender, reply.number(), MESSAGE, CarriedMessage.of(header, "", message))
			.whenComplete((done, failure) -> {
				flow.removed(message.size());
				if (handedOver != null) {
					handedOver.run();
				}
				if (failure != null) {
					reply.refuse(RefusedException.of(failure));
				}
				else if (missed.isEmpty()) {
					reply.acknowledge();
				}
				else {
					reply.refuse(LocalCarrier.tooMany(missed));
				}
			});
	}

	@Override
	public void volatileEvent(Peer sender, Stay stay, RelayHeader header, RawMessage message) {
		stay.countRelayed();
		this.counts.add(message.size(), Audience.size(sender, stay.room(), header));
		this.volatiles.send(sender, stay.room(), header, message);
	}

	/**
	 * Take a message of another server, if it is for this carrier.
	 * @param message the message
	 * @return {@code false} if it is for somebody else
	 */
	public boolean told(byte[] message) {
		boolean mine = VolatileMessage.isOne(message);
		if (mine) {
			this.volatiles.received(message);
		}
		return mine;
	}

	@Override
	public CompletionStage<?> direct(Room room, @Nullable Peer sender, Peer target, RawMessage message, long number) {
		return append(room, sender, number, DIRECT, CarriedMessage.to(target.id(), message));
	}

	@Override
	public CompletionStage<?> path(Peer sender, Stay stay, Peer target, RawMessage message, Path path, long number) {
		return append(stay.room(), sender, number, (path == Path.WEBRTC) ? LINK : RELAY,
				CarriedMessage.to(target.id(), message));
	}

	@Override
	public CompletionStage<?> part(Peer sender, Stay stay, RelayHeader header, RawMessage part, long number) {
		this.counts.add(part.size(), new Audience(sender, stay.room(), header).library().size());
		PartReceipts.Receipt receipt = this.receipts.open();
		return append(stay.room(), sender, number, PART, CarriedMessage.of(header, receipt.id(), part))
			.whenComplete((done, failure) -> receipt.appended(failure))
			.thenCompose((done) -> receipt.written());
	}

	@Override
	public CompletionStage<?> answer(Peer sender, Room room, long question, RawMessage answer, long number) {
		return append(room, sender, number, ANSWER,
				new CarriedMessage(RelayHeader.SERVER, List.of(), 0, question, "", answer));
	}

	@Override
	public void answersTo(AnswerListener listener) {
		this.answers = listener;
	}

	private CompletionStage<Boolean> append(Room room, @Nullable Peer sender, long number, byte type,
			CarriedMessage message) {
		LocalPeer from = (sender != null && RoomPeer.unwrap(sender) instanceof LocalPeer local) ? local : null;
		return this.rooms.get().append(room.name(), from, number, new RoomEvent(type, message.write()));
	}

	@Override
	public void received(LocalRoom room, @Nullable PeerId from, RoomEvent event) {
		if (event.type() == WRITTEN) {
			this.receipts.written(event.body());
			return;
		}
		CarriedMessage carried = CarriedMessage.read(event.body());
		Position position = room.position();
		long offset = (position != null) ? position.offset() : 0;
		switch (event.type()) {
			case MESSAGE -> message(room, from, offset, carried);
			case PART -> part(room, from, offset, carried);
			case ANSWER -> answered(room, from, carried);
			default -> direct(room, from, offset, event.type(), carried);
		}
	}

	private void message(LocalRoom room, @Nullable PeerId from, long offset, CarriedMessage carried) {
		List<Peer> plain = EventLimits.isForPlain(carried.message()) ? receivers(room, true, from, carried) : List.of();
		List<Peer> library = receivers(room, false, from, carried);
		if (!plain.isEmpty() && carried.ack() == 0) {
			this.peerSender.send(plain, carried.message());
		}
		else if (!plain.isEmpty()) {
			this.peerSender.ask(plain, carried.message(), (peer, answer) -> answer(room, peer, from, carried, answer));
		}
		if (!library.isEmpty()) {
			this.peerSender.send(library, wrap(room.name(), from, offset, carried));
		}
	}

	private void answer(Room room, Peer plain, @Nullable PeerId asker, CarriedMessage question,
			@Nullable RawMessage answer) {
		if (asker == null) {
			answer(plain, room, question.ack(), LocalCarrier.answerOf(answer), 0);
			return;
		}
		RoomMember target = room.member(asker);
		if (target != null && room.member(plain.id()) != null) {
			direct(room, plain, target.peer(), LocalCarrier.answerOf(plain, room, question.header(), answer), 0);
		}
	}

	// Each server gets it: the one that has asked knows the number.
	private void answered(Room room, @Nullable PeerId from, CarriedMessage carried) {
		RoomMember sender = (from != null) ? room.member(from) : null;
		if (sender != null) {
			this.answers.answered(sender.peer(), carried.ack(), carried.message());
		}
	}

	private static RawMessage wrap(String room, @Nullable PeerId from, long offset, CarriedMessage carried) {
		return LogOffset.write(PeerMessageCodec.PROTOCOL.wrap("p2p:msg",
				Audience.envelope((from != null) ? from.value() : RelayHeader.SERVER, room, carried.header()),
				carried.message()), offset);
	}

	private void part(LocalRoom room, @Nullable PeerId from, long offset, CarriedMessage carried) {
		List<Peer> library = receivers(room, false, from, carried);
		Set<String> nodes = this.rooms.get()
			.nodes(room, (member) -> !member.plain() && carried.isFor(member.id(), from));
		String here = this.rooms.get().node();
		if (!library.isEmpty()) {
			nodes.add(here);
		}
		boolean own = this.receipts.expect(carried.receipt(), nodes);
		if (!library.isEmpty()) {
			this.peerSender.sendFully(library, LogOffset.write(carried.message(), offset)).thenRun(() -> {
				byte[] written = PartReceipts.write(carried.receipt(), here);
				if (own) {
					this.receipts.written(written);
				}
				else {
					this.rooms.get().append(room.name(), null, 0, new RoomEvent(WRITTEN, written));
				}
			});
		}
	}

	private void direct(Room room, @Nullable PeerId from, long offset, byte type, CarriedMessage carried) {
		PeerId to = new PeerId((carried.to() != null) ? carried.to() : "");
		RoomMember target = room.member(to);
		Stay stay = (from != null) ? room.stay(from) : null;
		if (stay != null && type != DIRECT) {
			stay.changePath(to, (type == LINK) ? Path.WEBRTC : Path.RELAY);
		}
		if (target != null && target.peer() instanceof LocalPeer) {
			this.peerSender.send(List.of(target.peer()),
					target.plain() ? carried.message() : LogOffset.write(carried.message(), offset));
		}
	}

	// Those of this server
	private static List<Peer> receivers(LocalRoom room, boolean plain, @Nullable PeerId from, CarriedMessage carried) {
		if (carried.to() != null) {
			RoomMember target = room.member(new PeerId(carried.to()));
			return (target != null && target.plain() == plain && target.peer() instanceof LocalPeer)
					? List.of(target.peer()) : List.of();
		}
		RoomMember sender = (from != null) ? room.member(from) : null;
		return carried.others(room.here(plain), (sender != null) ? sender.peer() : null);
	}

	/**
	 * The message by which a member gets an event that it has missed.
	 * @param room the name of the room
	 * @param receiver the member
	 * @param offset the offset of the event
	 * @param from the member that has caused it, {@code null} for the server
	 * @param event the event
	 * @return the message, {@code null} if the event is not for that member
	 */
	public @Nullable RawMessage missed(String room, PeerId receiver, long offset, @Nullable PeerId from,
			RoomEvent event) {
		if (event.type() == WRITTEN) {
			return null;
		}
		CarriedMessage carried = CarriedMessage.read(event.body());
		if (!carried.isFor(receiver, from)) {
			return null;
		}
		return (event.type() == MESSAGE) ? wrap(room, from, offset, carried)
				: LogOffset.write(carried.message(), offset);
	}

	/**
	 * Wait for a server no more that has ended.
	 * @param node the server
	 */
	public void nodeLost(String node) {
		this.receipts.nodeLost(node);
	}

}
