package io.p2p.relay;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawMessage;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;
import io.p2p.room.replica.ClusterRoomManager;

/**
 * Passes volatile events between servers that share rooms, past the rooms' logs.
 */
final class VolatileExchange {

	private final Supplier<ClusterRoomManager> rooms;

	private final BiConsumer<String, byte[]> servers;

	private final VolatileDelivery delivery;

	VolatileExchange(Supplier<ClusterRoomManager> rooms, BiConsumer<String, byte[]> servers,
			VolatileDelivery delivery) {
		this.rooms = rooms;
		this.servers = servers;
		this.delivery = delivery;
	}

	/**
	 * Deliver an event to the peers of this server, and pass it on to those of others.
	 */
	void send(Peer sender, Room room, RelayHeader header, RawMessage message) {
		this.delivery.deliver(sender, room, header, header.number(), message);
		CarriedMessage carried = new CarriedMessage(header.to(), (header.skip() != null) ? header.skip() : List.of(),
				header.number(), 0, "", message);
		Set<String> others = others(room, sender.id(), carried);
		if (!others.isEmpty()) {
			byte[] written = new VolatileMessage(room.name(), sender.id().value(), carried).write();
			others.forEach((server) -> this.servers.accept(server, written));
		}
	}

	// One that has gone hears nothing: this one need not know whether it is alive.
	private static Set<String> others(Room room, PeerId sender, CarriedMessage carried) {
		Set<String> others = new HashSet<>();
		for (RoomMember member : room.members()) {
			String server = member.peer().server();
			if (server != null && !member.lost() && !others.contains(server) && carried.isFor(member.id(), sender)) {
				others.add(server);
			}
		}
		return others;
	}

	/**
	 * Deliver an event of another server, if this one knows its sender as a member.
	 */
	void received(byte[] written) {
		VolatileMessage message = VolatileMessage.read(written);
		Room room = this.rooms.get().find(message.room());
		RoomMember sender = (room != null) ? room.member(new PeerId(message.from())) : null;
		if (room != null && sender != null) {
			CarriedMessage carried = message.carried();
			this.delivery.deliver(sender.peer(), room, carried.header(), carried.seq(), carried.message());
		}
	}

}
