package io.p2p.socketio.peer;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.engineio.send.Broadcast;
import io.p2p.engineio.send.Frame;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RawMessage;
import io.p2p.room.RoomPeer;
import io.p2p.socketio.PacketEncoder;
import io.p2p.socketio.PacketType;
import io.p2p.socketio.SocketPacket;
import io.p2p.socketio.session.CountedEvents;

/**
 * Sends to peers that are connected to this server. A message is encoded once for all of
 * its recipients.
 *
 * @since 0.1.0
 */
public final class SocketPeerSender implements PeerSender {

	private final String namespace;

	/**
	 * Create a sender.
	 * @param namespace the namespace of the peers
	 */
	public SocketPeerSender(String namespace) {
		this.namespace = namespace;
	}

	@Override
	public void send(Collection<? extends Peer> recipients, RawMessage message) {
		if (recipients.isEmpty()) {
			return;
		}
		broadcast(recipients, message, null).send();
	}

	@Override
	public void announce(Object audience, Collection<? extends Peer> recipients, RawMessage message) {
		broadcast(recipients, message, null).gathered(audience, true).send();
	}

	@Override
	public void announce(Object audience, Peer recipient, RawMessage message) {
		broadcast(List.of(recipient), message, null).gathered(audience, false).send();
	}

	@Override
	public void send(Collection<? extends Peer> recipients, RawMessage message, Runnable handedOver) {
		broadcast(recipients, message, null).send(handedOver);
	}

	@Override
	public void sendVolatile(Collection<? extends Peer> recipients, RawMessage message, Runnable dropped) {
		if (recipients.isEmpty()) {
			return;
		}
		Broadcast broadcast = new Broadcast(encode(message, SocketPacket.NO_ACK), dropped, recipients.size());
		for (Peer recipient : recipients) {
			if (!(RoomPeer.unwrap(recipient) instanceof SocketPeer peer)) {
				continue;
			}
			if (peer.isResuming()) {
				// its client does not know yet which peer it is
				dropped.run();
			}
			else {
				broadcast.add(peer.connection().session().atOnce());
			}
		}
		broadcast.send();
	}

	@Override
	public void ask(Collection<? extends Peer> recipients, RawMessage message,
			BiConsumer<Peer, @Nullable RawMessage> answered) {
		long id = PendingRequests.nextId();
		for (Peer recipient : recipients) {
			if (RoomPeer.unwrap(recipient) instanceof SocketPeer peer) {
				peer.requests().questions().add(id, (answer) -> answered.accept(peer, answer));
			}
		}
		broadcast(recipients, encode(message, id), null, false).send();
	}

	@Override
	public CompletionStage<Void> sendFully(Collection<? extends Peer> recipients, RawMessage message) {
		CompletableFuture<Void> written = new CompletableFuture<>();
		// One more than the recipients: it must not reach zero before all have been
		// added.
		AtomicInteger missing = new AtomicInteger(recipients.size() + 1);
		Runnable done = () -> {
			if (missing.decrementAndGet() == 0) {
				written.complete(null);
			}
		};
		broadcast(recipients, message, done).send();
		done.run();
		return written;
	}

	private Broadcast broadcast(Collection<? extends Peer> recipients, RawMessage message, @Nullable Runnable done) {
		return broadcast(recipients, encode(message, SocketPacket.NO_ACK), done,
				CountedEvents.toClient(message.event()));
	}

	private static Broadcast broadcast(Collection<? extends Peer> recipients, List<Frame> frames,
			@Nullable Runnable done, boolean counted) {
		Broadcast broadcast = new Broadcast(frames, done, recipients.size());
		for (Peer recipient : recipients) {
			if (RoomPeer.unwrap(recipient) instanceof SocketPeer peer) {
				broadcast.add(counted ? peer.recipient() : peer.connection().session());
			}
			else if (done != null) {
				done.run();
			}
		}
		return broadcast;
	}

	private List<Frame> encode(RawMessage message, long ackId) {
		byte[] payload = PeerMessageCodec.PROTOCOL.join(message);
		return PacketEncoder
			.encode(new SocketPacket(PacketType.EVENT, this.namespace, ackId, payload, message.attachments()));
	}

}
