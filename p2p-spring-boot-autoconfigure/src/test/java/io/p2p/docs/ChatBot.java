package io.p2p.docs;

import io.p2p.annotation.PeerClient;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.client.P2pPeer;
import io.p2p.client.Sender;

@PeerClient
class ChatBot {

	@PeerMessageHandler("text")
	void greet(String text, Sender sender, P2pPeer peer) {
		if (text.startsWith("hello")) {
			peer.to(sender.id()).emit("text", "Hello, " + sender.id());
		}
	}

	@PeerMessageHandler("add")
	int add(int one, int other) {
		return one + other;
	}

}
