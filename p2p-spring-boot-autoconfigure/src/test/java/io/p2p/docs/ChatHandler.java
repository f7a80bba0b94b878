package io.p2p.docs;

import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.RefusedException;

@Component
class ChatHandler {

	@PeerMessageHandler("peer-msg")
	void onMessage(ChatMessage message, Peer sender) {
		if (!StringUtils.hasText(message.text())) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "Say something");
		}
	}

	record ChatMessage(String text) {

	}

}
