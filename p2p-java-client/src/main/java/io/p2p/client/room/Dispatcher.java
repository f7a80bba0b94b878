package io.p2p.client.room;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.p2p.client.mesh.Member;
import io.p2p.client.mesh.Mesh;
import io.p2p.client.queue.PendingAcks;
import io.p2p.client.relay.Relay;
import io.p2p.client.stream.Mode;
import io.p2p.client.stream.Outgoing;
import io.p2p.client.stream.OutgoingTransfer;
import io.p2p.client.stream.RelayTarget;
import io.p2p.client.stream.Route;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;

/**
 * Has events take their ways: by the links that are in use, and by relay. Used in the
 * loop of the room.
 *
 * @since 0.1.0
 */
public final class Dispatcher {

	// with its number one message of a link
	private static final int MAX_VOLATILE_BYTES = 64 * 1024 - 4;

	private final long maxQueuedBytes;

	private final Mode mode;

	private final PendingAcks pendingAcks;

	private final OutgoingTransfer.Events transferEvents;

	private final BiConsumer<EncodedEvent, List<String>> offer;

	private final Failures failures;

	private final AtomicLong lastId = new AtomicLong();

	private Relay relay;

	private Mesh mesh;

	private long volatileNumber;

	/**
	 * Create it.
	 * @param maxQueuedBytes the bytes that may wait for a link, or for the server
	 * @param mode which paths events may take
	 * @param pendingAcks the questions of the room
	 * @param transferEvents is told what becomes of large events
	 * @param offer gets what has files, before it is sent, and the peers that may ask for
	 * them
	 * @param failures is told what could not be sent
	 */
	@SuppressWarnings("NullAway.Init") // connect() follows
	public Dispatcher(long maxQueuedBytes, Mode mode, PendingAcks pendingAcks, OutgoingTransfer.Events transferEvents,
			BiConsumer<EncodedEvent, List<String>> offer, Failures failures) {
		this.maxQueuedBytes = maxQueuedBytes;
		this.mode = mode;
		this.pendingAcks = pendingAcks;
		this.transferEvents = transferEvents;
		this.offer = offer;
		this.failures = failures;
	}

	/**
	 * Set where it goes.
	 * @param its the relay of the room
	 * @param members the mesh of the room
	 */
	public void connect(Relay its, Mesh members) {
		this.relay = its;
		this.mesh = members;
	}

	/**
	 * A number that no other transfer or file of this client in this room has. Called on
	 * any thread.
	 * @return the number
	 */
	public long nextId() {
		return this.lastId.updateAndGet((last) -> Math.max(1, (last + 1) & 0xFFFFFFFFL));
	}

	boolean needsParts(EncodedEvent message, String to) {
		return this.relay.needsParts(message.size(), RelayTarget.to(to));
	}

	void send(EncodedEvent message, @Nullable String to, boolean relayed, List<String> skip) {
		List<String> addressed = (to != null) ? List.of(to) : without(ids(), skip);
		if (message.isQuestion()) {
			this.pendingAcks.asked(message.ack(), addressed);
		}
		// that somebody in the room gets nothing was told when it came
		Member one = (to != null) ? this.mesh.member(to) : null;
		if (one != null && one.info().deaf()) {
			this.failures.failed("bad-key", "a peer has another key, or none", message, addressed);
			return;
		}
		List<String> unable = unable(message, addressed);
		if (to == null || unable.isEmpty()) {
			List<Route.Reach> reach = this.mesh.reach(to)
				.stream()
				.filter((member) -> !skip.contains(member.id()))
				.toList();
			List<String> without = Stream.concat(skip.stream(), unable.stream()).toList();
			send(message, addressed, without, Route.choose(reach, relayed, to));
		}
	}

	// the server and plain peers cannot ask for the bytes of files
	private List<String> unable(EncodedEvent message, List<String> addressed) {
		if (message.sources().isEmpty()) {
			return List.of();
		}
		List<String> able = addressed.stream().filter(this::takesFiles).toList();
		List<String> unable = without(addressed, able);
		if (!unable.isEmpty()) {
			this.failures.failed("too-large", "some peers could not take it", message, unable);
		}
		this.offer.accept(message, able);
		return unable;
	}

	private void send(EncodedEvent message, List<String> addressed, List<String> skip, Route route) {
		RelayTarget target = route.relay();
		if (target != null && !skip.isEmpty()) {
			target = RelayTarget.without(Stream.concat(route.links().stream(), skip.stream()).toList());
		}
		boolean byParts = target != null && this.relay.needsParts(message.size(), target);
		// what goes by relay in one packet keeps its place among the others
		boolean large = byParts || (!route.links().isEmpty() && message.size() > Outgoing.MAX_WHOLE_BYTES);
		OutgoingTransfer transfer = large ? new OutgoingTransfer(nextId(), message, this.transferEvents) : null;
		List<String> missed = new ArrayList<>();
		for (String id : route.links()) {
			sendByLink(id, message, transfer, missed);
		}
		if (target != null) {
			if (this.relay.queuedBytes() > this.maxQueuedBytes) {
				missed.addAll(without(addressed, route.links()));
			}
			else if (transfer != null && byParts) {
				this.relay.upload(transfer, target, 0);
			}
			else {
				this.relay.send(message, target);
			}
		}
		if (!missed.isEmpty()) {
			this.failures.failed("missed", "too much waits", message, missed);
		}
		if (!route.unreachable().isEmpty()) {
			unreachable(message, route);
		}
	}

	private boolean takesFiles(String id) {
		Member member = this.mesh.member(id);
		return !id.isEmpty() && (member == null || !member.info().plain());
	}

	private void sendByLink(String id, EncodedEvent message, @Nullable OutgoingTransfer transfer, List<String> missed) {
		Member member = this.mesh.member(id);
		if (member == null) {
			return;
		}
		Outgoing outgoing = member.outgoing();
		if (outgoing.queuedBytes() > this.maxQueuedBytes) {
			missed.add(id);
		}
		else if (transfer != null) {
			outgoing.upload(transfer);
		}
		else {
			outgoing.send(message);
		}
	}

	private void unreachable(EncodedEvent message, Route route) {
		Failure failure = Failure.of("unreachable", "there is no link")
			.event(message.event())
			.peers(route.unreachable());
		this.failures.failed(failure, message.isQuestion() ? message.ack() : 0,
				without(route.unreachable(), route.links()));
	}

	private List<String> ids() {
		return this.mesh.reach(null).stream().map(Route.Reach::id).toList();
	}

	private static List<String> without(List<String> ids, List<String> others) {
		return ids.stream().filter((id) -> !others.contains(id)).toList();
	}

	boolean isLargeVolatile(EncodedEvent message, @Nullable String to) {
		return message.size() > MAX_VOLATILE_BYTES || message.binaries().size() > Relay.MAX_PACKET_BINARIES
				|| this.relay.needsParts(message.size(), RelayTarget.to(to));
	}

	/**
	 * Send an event now or never: by the links that are in use, and to all others by
	 * relay.
	 */
	void sendVolatile(EncodedEvent message, @Nullable String to) {
		this.volatileNumber = Math.max(1, (this.volatileNumber + 1) & 0xFFFFFFFFL);
		List<String> ids = (to != null) ? List.of(to) : ids();
		List<String> skip = ids.stream().filter((id) -> sendVolatile(id, message)).toList();
		// also where nobody is known: a handler on the server may listen
		boolean allLinked = !skip.isEmpty() && skip.size() == ids.size();
		if (this.mode.usesRelay() && !allLinked) {
			RelayTarget target = (to != null) ? RelayTarget.to(to) : RelayTarget.without(skip);
			this.relay.sendVolatile(message, target, this.volatileNumber);
		}
	}

	private boolean sendVolatile(String id, EncodedEvent message) {
		Member member = this.mesh.member(id);
		return member != null && member.sendVolatile(this.volatileNumber, message);
	}

}
