package io.p2p.socketio;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.context.annotation.Bean;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.PeerAuthenticator;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerIdentity;
import io.p2p.peer.RefusedException;

/**
 * An authenticator whose tokens begin with what becomes of them.
 */
class Users {

	private final Queue<PeerHandshake> asked = new ConcurrentLinkedQueue<>();

	private final Queue<String> threads = new ConcurrentLinkedQueue<>();

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger interrupted = new AtomicInteger();

	Queue<PeerHandshake> asked() {
		return this.asked;
	}

	Queue<String> threads() {
		return this.threads;
	}

	AtomicInteger interrupted() {
		return this.interrupted;
	}

	/**
	 * Let the slow ones go on.
	 */
	void release() {
		this.release.countDown();
	}

	@Bean
	PeerAuthenticator authenticator() {
		return (handshake) -> {
			this.asked.add(handshake);
			this.threads.add(Thread.currentThread().getName());
			return identity(String.valueOf(handshake.token()));
		};
	}

	private PeerIdentity identity(String token) {
		return switch (token.split("-")[0]) {
			case "alice", "bob" -> PeerIdentity.of(() -> token);
			case "anonymous" -> PeerIdentity.anonymous();
			case "fail" -> throw new IllegalStateException("No such token: " + token);
			case "error" -> throw new AssertionError("No such token: " + token);
			case "null" -> null;
			case "slow" -> slow();
			default -> throw new RefusedException(ErrorCode.UNAUTHORIZED, "Who are you?");
		};
	}

	private PeerIdentity slow() {
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			this.interrupted.incrementAndGet();
		}
		return PeerIdentity.anonymous();
	}

	@PeerMessageHandler("handled")
	void handled() {
		// slower than no handler
	}

}
