package io.p2p.sample.chat;

import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import tools.jackson.databind.JsonNode;

import io.p2p.annotation.PeerClient;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.client.P2pPeer;
import io.p2p.client.RemotePeer;
import io.p2p.client.Sender;
import io.p2p.sample.chat.ChatHandler.ChatMessage;

/**
 * A peer of the chat like any page, with the profile {@code bot}: it answers when it is
 * spoken to, and says with whom it is linked when it is asked for links.
 */
@PeerClient
@Profile("bot")
class Bot {

	private static final String NAME = "Bot";

	@PeerMessageHandler("peer-msg")
	void onMessage(ChatMessage message, Sender sender, P2pPeer peer) {
		String text = String.valueOf(message.text()).toLowerCase(Locale.ROOT);
		if (text.contains("links")) {
			say(peer, links(peer));
		}
		else if (text.contains("bot")) {
			say(peer, "Hello, " + message.name() + "! What you say comes to me by " + sender.path().wireName() + ".");
		}
	}

	private static void say(P2pPeer peer, String text) {
		peer.emit("peer-msg", new ChatMessage(NAME, text));
	}

	private static String links(P2pPeer peer) {
		return peer.peers()
			.stream()
			.map((other) -> name(other) + (other.linked() ? " is linked with me" : " and I meet at the server"))
			.collect(Collectors.joining(", ", "", "."));
	}

	private static String name(RemotePeer peer) {
		@Nullable JsonNode data = peer.data();
		return (data != null) ? data.path("name").asString(peer.id()) : peer.id();
	}

}
