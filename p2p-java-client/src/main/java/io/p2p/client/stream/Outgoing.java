package io.p2p.client.stream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.p2p.client.wire.ByteQueue;
import io.p2p.client.wire.EncodedEvent;

/**
 * What this client sends to one peer: one stream that changes its path. Changes are told
 * by relay, so that the receiver can wait for the end of one path before it takes from
 * the other. What went by link is kept until the receiver has confirmed it; if the link
 * goes, the relay repeats it. Used in the loop of its room.
 *
 * @since 0.1.0
 */
public final class Outgoing {

	/** How far a sender is ahead of what the receiver has confirmed, at most. */
	public static final int WINDOW_BYTES = 2 * 1024 * 1024;

	/** The large events that one path carries to a peer at once; the others wait. */
	public static final int MAX_TRANSFERS = 8;

	/**
	 * A larger event goes in parts: with its header it would be more than every browser
	 * takes.
	 */
	public static final int MAX_WHOLE_BYTES = 64 * 1024 - 16;

	private final String peer;

	private final Mode mode;

	private final RelayPath relay;

	private final BiConsumer<EncodedEvent, String> unreachable;

	private final ByteQueue<StreamItem> waiting = new ByteQueue<>();

	private final ByteQueue<StreamItem> unconfirmed = new ByteQueue<>();

	// the transfers that have parts still to be sent, by their numbers
	private final Map<Long, StreamLeg> legs = new LinkedHashMap<>();

	private boolean byLink;

	private @Nullable Channel link;

	private long epoch;

	// the epoch that the link may announce by itself, as the relay has carried nothing
	// that could come later
	private long announced;

	private long confirmed;

	private int turn;

	/**
	 * Create a stream, which begins on the relay.
	 * @param peer whom it is for
	 * @param start where it begins
	 * @param mode which paths may be used
	 * @param relay the path through the server
	 * @param unreachable is told of an event that may not pass the server, when there is
	 * no other way any more
	 */
	public Outgoing(String peer, StreamPosition start, Mode mode, RelayPath relay,
			BiConsumer<EncodedEvent, String> unreachable) {
		this.peer = peer;
		this.epoch = start.epoch();
		this.confirmed = start.number();
		this.mode = mode;
		this.relay = relay;
		this.unreachable = unreachable;
	}

	/**
	 * Whether the next event takes the link.
	 * @return {@code false} if it takes the relay
	 */
	public boolean isByLink() {
		return this.byLink;
	}

	/**
	 * The bytes that wait for the link.
	 * @return how many
	 */
	public long queuedBytes() {
		return this.waiting.bytes() + this.unconfirmed.bytes();
	}

	/**
	 * Take the path that is to be taken now.
	 * @param channel the link; {@code null} while there is none that could be used
	 */
	public void follow(@Nullable Channel channel) {
		boolean isNew = !this.byLink || channel != this.link;
		this.link = channel;
		if (!this.mode.usesRelay() || (this.mode.usesLinks() && channel != null)) {
			if (!this.byLink) {
				turnTo(true);
			}
			if (isNew) {
				begin();
			}
		}
		else if (this.byLink && !(channel != null && holdsPrivate())) {
			turnTo(false);
			repeat();
		}
		pump();
	}

	/**
	 * Send what waits, as long as neither the channel is full nor the peer behind.
	 */
	public void pump() {
		while (this.byLink && this.link != null && this.link.isOpen() && !this.link.isFull(false)
				&& this.unconfirmed.bytes() < WINDOW_BYTES) {
			StreamItem item = this.waiting.shift();
			if (item == null && !this.link.isFull(true)) {
				item = nextPart();
			}
			if (item == null) {
				return;
			}
			this.unconfirmed.push(item, (item.transfer() != null) ? StreamItem.PART_BYTES : item.message().size());
			item.send(this.link);
		}
	}

	private void turnTo(boolean link) {
		this.byLink = link;
		this.epoch++;
		this.announced = (this.epoch == 1 && !this.relay.isUsed()) ? 1 : 0;
		this.relay.path(this.peer, this.epoch);
	}

	// begins on a link, with what an earlier one may have lost
	private void begin() {
		Channel channel = this.link;
		if (channel != null) {
			channel.send(Frame.BEGIN, new long[] { this.epoch, this.confirmed, this.announced });
			this.unconfirmed.items().forEach((item) -> item.send(channel));
		}
	}

	// goes on by relay with what was not confirmed, and what was not sent
	private void repeat() {
		Map<OutgoingTransfer, StreamItem> resumed = new LinkedHashMap<>();
		List<StreamItem> items = this.unconfirmed.drain();
		items.addAll(this.waiting.drain());
		for (StreamItem item : items) {
			this.confirmed = next(this.confirmed);
			OutgoingTransfer transfer = item.transfer();
			if (transfer != null) {
				// the relay goes on from the first unconfirmed part; nothing more is
				// owed of a transfer that has ended
				if (item.type() == Frame.ABORT) {
					this.relay.abort(transfer, this.peer);
				}
				else if (transfer.reaches(this.peer)) {
					resumed.putIfAbsent(transfer, item);
				}
			}
			else if (item.secret()) {
				this.unreachable.accept(item.message(), this.peer);
			}
			else {
				this.relay.repeat(item.message(), this.peer, this.confirmed);
			}
		}
		for (StreamLeg leg : this.legs.values()) {
			resumed.putIfAbsent(leg.transfer(), leg.next());
		}
		this.legs.clear();
		resumed.forEach((transfer, item) -> {
			if (item.secret()) {
				transfer.abandon(this.peer);
				this.relay.abort(transfer, this.peer);
				this.unreachable.accept(item.message(), this.peer);
			}
			else {
				this.relay.upload(transfer, this.peer, item.offset());
			}
		});
	}

	// the transfers take turns, so that one does not wait for the other's end
	private @Nullable StreamItem nextPart() {
		if (this.legs.isEmpty()) {
			return null;
		}
		List<StreamLeg> all = new ArrayList<>(this.legs.values());
		StreamLeg leg = all.get(this.turn++ % Math.min(all.size(), MAX_TRANSFERS));
		StreamItem part = leg.next();
		if (leg.advance()) {
			this.legs.remove(leg.transfer().id());
		}
		return part;
	}

	private boolean holdsPrivate() {
		return this.unconfirmed.items().stream().anyMatch(StreamItem::secret)
				|| this.waiting.items().stream().anyMatch(StreamItem::secret)
				|| this.legs.values().stream().anyMatch((leg) -> leg.secret());
	}

	/**
	 * Send an event by the link, now or when there is one again.
	 * @param message the event
	 */
	public void send(EncodedEvent message) {
		this.waiting.push(new StreamItem(Frame.EVENT, message, null, 0, !this.mode.usesRelay()), message.size());
		pump();
	}

	/**
	 * Send a large event by the link.
	 * @param transfer the event
	 */
	public void upload(OutgoingTransfer transfer) {
		this.legs.put(transfer.id(), new StreamLeg(transfer, !this.mode.usesRelay()));
		transfer.begin(this.peer, 0, () -> {
			this.legs.remove(transfer.id());
			this.waiting.push(new StreamItem(Frame.ABORT, transfer.message(), transfer, 0, !this.mode.usesRelay()), 0);
			pump();
		});
		pump();
	}

	/**
	 * Tell the peer that the rest of its transfer is not wanted.
	 * @param id the number of the transfer
	 * @param code why, if it cannot be taken
	 */
	public void stop(long id, @Nullable String code) {
		// the message on a link has no place for the reason
		if (this.link != null && (code == null || !this.mode.usesRelay())) {
			this.link.send(Frame.STOP, new long[] { id });
		}
		else if (this.mode.usesRelay()) {
			this.relay.stop(this.peer, id, code);
		}
	}

	/**
	 * The peer does not want the rest of a transfer.
	 * @param id the number of the transfer
	 * @param code why, if it cannot take it
	 * @return whether it was one of this stream
	 */
	public boolean stopped(long id, @Nullable String code) {
		StreamLeg leg = this.legs.remove(id);
		if (leg != null) {
			leg.transfer().stop(this.peer, code);
		}
		return leg != null;
	}

	/**
	 * The peer has so many items.
	 * @param count how many
	 * @return whether that is news
	 */
	public boolean confirm(long count) {
		long missing = (count - this.confirmed) & 0xFFFFFFFFL;
		// a confirmation from before this link, or nonsense
		if (missing > this.unconfirmed.size()) {
			return false;
		}
		for (long left = missing; left > 0; left--) {
			StreamItem item = this.unconfirmed.shift();
			if (item != null && item.type() == Frame.PART && item.transfer() != null) {
				item.transfer().advance(this.peer, (long) item.offset() + StreamItem.PART_BYTES);
			}
		}
		this.confirmed = count;
		follow(this.link);
		return missing > 0;
	}

	/**
	 * Where it ends, if it ends now.
	 * @return the position, of which the link may announce nothing by itself any more
	 */
	public StreamPosition position() {
		// even ones are those of the relay
		return new StreamPosition((this.epoch | 1) + 1, (this.confirmed + this.unconfirmed.size()) & 0xFFFFFFFFL);
	}

	/**
	 * The peer has gone.
	 */
	public void close() {
		this.waiting.drain();
		this.unconfirmed.drain();
		List<StreamLeg> all = new ArrayList<>(this.legs.values());
		this.legs.clear();
		all.forEach((leg) -> leg.transfer().abandon(this.peer));
	}

	private static long next(long number) {
		return (number + 1) & 0xFFFFFFFFL;
	}

}
