package io.p2p.docs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.stereotype.Component;

import io.p2p.messaging.NotAnsweredException;
import io.p2p.messaging.PeerMessagingTemplate;
import io.p2p.peer.PeerId;
import io.p2p.room.RoomAuthorizer;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomOptions;

/**
 * The code of {@code docs/messaging.md}.
 */
final class MessagingDocs {

	private MessagingDocs() {
	}

	@Component
	static class Kitchen {

		private final PeerMessagingTemplate messaging;

		Kitchen(PeerMessagingTemplate messaging) {
			this.messaging = messaging;
		}

		void teaIsReady(String blend, byte[] picture) {
			this.messaging.toRoom("kitchen").send("tea", blend, Map.of("picture", picture));
		}

		void whisper(PeerId peer, String user) {
			this.messaging.toPeer(peer).send("psst", "Your turn");
			this.messaging.toUser(user).send("psst", "Your turn, in every tab");
			this.messaging.toRoom("kitchen").except(peer).send("psst", "Not yours");
		}

		CompletableFuture<Boolean> wantsTea(PeerId peer) {
			return this.messaging.toPeer(peer).timeout(Duration.ofSeconds(30)).ask("vote", Boolean.class, "Tea?");
		}

		long votesForTea() {
			try {
				return count(this.messaging.toRoom("kitchen").ask("vote", Boolean.class, "Tea?").join());
			}
			catch (CompletionException ex) {
				NotAnsweredException failure = (NotAnsweredException) ex.getCause();
				return count(failure.answers());
			}
		}

		private static long count(Map<PeerId, ?> votes) {
			return votes.values().stream().filter(Boolean.TRUE::equals).count();
		}

		CompletableFuture<List<String>> wishes(PeerId peer) {
			return this.messaging.toPeer(peer).ask("wishes", new ParameterizedTypeReference<List<String>>() {
			});
		}

	}

	@Component
	static class Concierge {

		private final RoomManager rooms;

		Concierge(RoomManager rooms) {
			this.rooms = rooms;
		}

		void evening(PeerId noisy, PeerId shy) {
			this.rooms.open("kitchen", RoomOptions.maxPeers(8));
			this.rooms.remove("kitchen", noisy, "Be nice");
			this.rooms.move(shy, "kitchen", "library");
			this.rooms.close("kitchen", "Good night");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OpenedRoomsOnly {

		@Bean
		RoomAuthorizer openedRoomsOnly(ObjectProvider<RoomManager> rooms) {
			return (peer, name) -> rooms.getObject().find(name) != null;
		}

	}

}
