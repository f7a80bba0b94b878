package io.p2p.sample.chat;

import java.security.Principal;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.RefusedException;

/**
 * Sees the chat's messages before they are relayed. What peers say to each other over
 * their links does not come here.
 */
@Component
class ChatHandler {

	private static final Logger logger = LoggerFactory.getLogger(ChatHandler.class);

	private static final int MAX_LENGTH = 4_000;

	private final AtomicLong seen = new AtomicLong();

	@PeerMessageHandler("peer-msg")
	@Nullable ChatMessage onMessage(ChatMessage message, Peer sender) {
		String text = message.text();
		if (!StringUtils.hasText(message.name()) || !StringUtils.hasText(text)) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "A message needs a name and a text");
		}
		if (text.length() > MAX_LENGTH) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "A message has at most " + MAX_LENGTH + " characters");
		}
		this.seen.incrementAndGet();
		logger.debug("Peer {} says {} characters", sender.id(), text.length());
		Principal user = sender.principal();
		// who has logged in is not called as it likes
		return (user != null) ? new ChatMessage(user.getName(), text) : null;
	}

	/**
	 * How many messages were let through since the start.
	 * @return a count that only grows
	 */
	long seen() {
		return this.seen.get();
	}

	/**
	 * What a browser sends as {@code peer-msg}. Either may be missing: peers send what
	 * they like.
	 *
	 * @param name how the sender wants to be called
	 * @param text what the sender says
	 */
	record ChatMessage(@Nullable String name, @Nullable String text) {

	}

}
