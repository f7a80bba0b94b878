package io.p2p.handler;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.RelayListener;
import io.p2p.room.Room;

/**
 * Calls the application's handler methods, off the event loop.
 *
 * @since 0.1.0
 */
public final class PeerMessageDispatcher implements RelayListener {

	private static final Logger logger = LoggerFactory.getLogger(PeerMessageDispatcher.class);

	private final PeerMessageHandlerRegistry registry;

	private final PeerMessageCodec codec;

	private final Executor executor;

	/**
	 * Create a dispatcher.
	 * @param registry the methods
	 * @param codec the writer of what they return
	 * @param executor where they run; a task that it rejects is an event refused as busy
	 */
	public PeerMessageDispatcher(PeerMessageHandlerRegistry registry, PeerMessageCodec codec, Executor executor) {
		this.registry = registry;
		this.codec = codec;
		this.executor = executor;
	}

	@Override
	public boolean handles(String event) {
		return this.registry.find(event) != null;
	}

	@Override
	public CompletionStage<RawMessage> onMessage(Peer sender, Room room, RawMessage message) {
		PeerMessageHandlerMethod method = this.registry.find(message.event());
		if (method == null) {
			return CompletableFuture.completedFuture(message);
		}
		try {
			return CompletableFuture.supplyAsync(() -> handle(method, sender, room, message), this.executor);
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture
				.failedFuture(new RefusedException(ErrorCode.BUSY, "The server has no thread for the handler"));
		}
	}

	private RawMessage handle(PeerMessageHandlerMethod method, Peer sender, Room room, RawMessage message) {
		try {
			Object result = method.invoke(sender, room, message);
			return (result != null) ? this.codec.encode(message.event(), result) : message;
		}
		catch (RefusedException ex) {
			throw ex;
		}
		catch (Exception ex) {
			// its message may quote the payload, and peers could fill the log with stack
			// traces
			logger.warn("{} failed on an event of {} with {}", method, sender, ex.getClass().getName());
			logger.debug("The failure", ex);
			throw new CompletionException(ex);
		}
	}

}
