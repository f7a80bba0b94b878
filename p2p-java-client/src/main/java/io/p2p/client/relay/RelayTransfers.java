package io.p2p.client.relay;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.stream.Outgoing;
import io.p2p.client.stream.OutgoingTransfer;
import io.p2p.client.stream.RelayTarget;
import io.p2p.client.wire.Json;

/**
 * The large events that go through the server, as fast as the slowest of their receivers
 * reads. Used in the loop of its room.
 */
final class RelayTransfers {

	// enough to keep the connection busy, few enough that small events do not wait
	// long behind them
	private static final int PARTS_IN_FLIGHT = 4;

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	// sends a part; the header is without the room
	private final BiConsumer<ObjectNode, ByteBuffer> send;

	// replaced, never changed, as whoever hears of one may begin or end others
	private List<Leg> legs = List.of();

	RelayTransfers(BiConsumer<ObjectNode, ByteBuffer> send) {
		this.send = send;
	}

	void begin(OutgoingTransfer transfer, RelayTarget target, int offset, int partBytes) {
		transfer.begin(target.to(), offset, () -> abort(transfer, target));
		List<Leg> all = new ArrayList<>(this.legs);
		all.add(new Leg(transfer, target, partBytes, offset));
		this.legs = all;
		pump();
	}

	private void pump() {
		for (Leg leg : this.legs.subList(0, Math.min(this.legs.size(), Outgoing.MAX_TRANSFERS))) {
			OutgoingTransfer transfer = leg.transfer;
			while (leg.inFlight < PARTS_IN_FLIGHT && leg.offset < transfer.total()) {
				int offset = leg.offset;
				leg.offset += leg.partBytes;
				leg.inFlight++;
				int length = Math.min(leg.partBytes, transfer.total() - offset);
				this.send.accept(header(leg.target, transfer, transfer.event(), offset),
						ByteBuffer.wrap(transfer.message().bytes(), offset, length).slice());
			}
		}
	}

	private static ObjectNode header(RelayTarget target, OutgoingTransfer transfer, String event, int offset) {
		return target.in(Json.object())
			.put("id", transfer.id())
			.put("event", event)
			.put("total", transfer.total())
			.put("offset", offset);
	}

	/**
	 * The sender gives a transfer up.
	 */
	void abort(OutgoingTransfer transfer, RelayTarget target) {
		RelayTarget now = target;
		for (Leg leg : this.legs) {
			if (leg.transfer == transfer && Objects.equals(leg.target.to(), target.to())) {
				now = leg.target;
				remove(leg);
			}
		}
		// the server is not told the event's name: the transfer may have been private
		// so far
		this.send.accept(header(now, transfer, "", transfer.total()), NOTHING);
		pump();
	}

	/**
	 * A part has reached its receivers.
	 * @return the transfer, at the first one
	 */
	@Nullable OutgoingTransfer sent(long id, @Nullable String to, long offset) {
		for (Leg leg : this.legs) {
			if (leg.transfer.id() == id && Objects.equals(leg.target.to(), to)) {
				boolean first = !leg.told;
				leg.told = true;
				leg.inFlight--;
				if (leg.inFlight == 0 && leg.offset >= leg.transfer.total()) {
					remove(leg);
				}
				// the answers come in any order, but nobody minds a progress that is
				// a part ahead
				leg.transfer.advance(to, offset + leg.partBytes);
				pump();
				return first ? leg.transfer : null;
			}
		}
		return null;
	}

	/**
	 * The server takes no part of a transfer, or none to one peer.
	 * @return the question that it asked, -1 if there is no such transfer
	 */
	long refused(long id, @Nullable String to) {
		long ack = -1;
		for (Leg leg : this.legs) {
			if (leg.transfer.id() == id && (to == null || to.equals(leg.target.to()))) {
				ack = leg.transfer.message().ack();
				abort(leg.transfer, leg.target);
				leg.transfer.abandon(leg.target.to());
			}
		}
		return ack;
	}

	/**
	 * A peer gets no more of one transfer.
	 */
	void stop(String peer, long id, @Nullable String code) {
		for (Leg leg : this.legs) {
			if (leg.transfer.id() != id) {
				continue;
			}
			if (peer.equals(leg.target.to())) {
				remove(leg);
				leg.transfer.stop(peer, code);
			}
			else if (leg.target.to() == null) {
				Set<String> skip = new LinkedHashSet<>(leg.target.skip());
				skip.add(peer);
				leg.target = RelayTarget.without(List.copyOf(skip));
				leg.transfer.stop(peer, code);
			}
		}
		pump();
	}

	/**
	 * A peer gets no more of any.
	 */
	void leaveOut(String peer) {
		for (Leg leg : this.legs) {
			if (peer.equals(leg.target.to())) {
				remove(leg);
				leg.transfer.abandon(peer);
			}
		}
		pump();
	}

	/**
	 * Give everything up without a word.
	 * @return how many
	 */
	int clear() {
		List<Leg> cleared = this.legs;
		this.legs = List.of();
		cleared.forEach((leg) -> leg.transfer.abandon(leg.target.to()));
		return cleared.size();
	}

	private void remove(Leg leg) {
		this.legs = this.legs.stream().filter((one) -> one != leg).toList();
	}

	private static final class Leg {

		private final OutgoingTransfer transfer;

		private final int partBytes;

		// who is still to get it
		private RelayTarget target;

		private int offset;

		private int inFlight;

		// whether the server has said who misses it
		private boolean told;

		Leg(OutgoingTransfer transfer, RelayTarget target, int partBytes, int offset) {
			this.transfer = transfer;
			this.target = target;
			this.partBytes = partBytes;
			this.offset = offset;
		}

	}

}
