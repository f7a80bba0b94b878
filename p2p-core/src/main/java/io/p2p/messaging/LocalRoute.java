package io.p2p.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.messaging.PendingRequest.Outcome;
import io.p2p.peer.EventLimits;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RawMessage;
import io.p2p.relay.RelayHeader;

/**
 * The way to the peers of one server process: they are sent to before a method returns.
 */
final class LocalRoute implements MessageRoute {

	private final RecipientResolver recipients;

	private final PeerSender sender;

	private final PeerQuestions questions;

	LocalRoute(RecipientResolver recipients, PeerSender sender, PeerQuestions questions) {
		this.recipients = recipients;
		this.sender = sender;
		this.questions = questions;
	}

	@Override
	public CompletableFuture<Integer> send(Address to, Set<PeerId> except, RawMessage message) {
		List<Recipient> found = this.recipients.find(to, except);
		List<Peer> plain = plain(found);
		int missed = EventLimits.isForPlain(message) ? 0 : plain.size();
		if (missed > 0 && to instanceof Address.One one) {
			return CompletableFuture.failedFuture(MessageRoute.tooMany(one.peer()));
		}
		if (!plain.isEmpty() && missed == 0) {
			this.sender.send(plain, message);
		}
		sendToLibrary(found, message, Map.of());
		return CompletableFuture.completedFuture(found.size() - missed);
	}

	@Override
	public CompletableFuture<Outcome> ask(Address to, Set<PeerId> except, Duration timeout, RawMessage message) {
		CompletableFuture<Outcome> result = new CompletableFuture<>();
		List<Recipient> asked = this.recipients.find(to, except);
		PendingRequest question = this.questions.open(timeout, result);
		this.questions.add(question, asked);
		question.complete();
		long number = question.number();
		List<Peer> plain = plain(asked);
		if (!EventLimits.isForPlain(message)) {
			plain.forEach((peer) -> this.questions.onPlainAnswer(peer, number, null));
		}
		else if (!plain.isEmpty()) {
			this.sender.ask(plain, message, (peer, answer) -> this.questions.onPlainAnswer(peer, number, answer));
		}
		sendToLibrary(asked, message, Map.of("ack", number));
		return result;
	}

	private static List<Peer> plain(List<Recipient> recipients) {
		return recipients.stream().filter(Recipient::isPlain).map(Recipient::peer).toList();
	}

	private void sendToLibrary(List<Recipient> recipients, RawMessage message, Map<String, ?> more) {
		Map<String, List<Peer>> byRoom = new HashMap<>();
		for (Recipient recipient : recipients) {
			if (!recipient.isPlain()) {
				byRoom.computeIfAbsent(recipient.room().name(), (name) -> new ArrayList<>()).add(recipient.peer());
			}
		}
		byRoom.forEach((room, peers) -> {
			Map<String, Object> header = new HashMap<>(Map.of("room", room, "from", RelayHeader.SERVER));
			header.putAll(more);
			this.sender.send(peers, PeerMessageCodec.PROTOCOL.wrap("p2p:msg", header, message));
		});
	}

}
