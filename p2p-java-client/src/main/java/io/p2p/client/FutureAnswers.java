package io.p2p.client;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.p2p.client.queue.PendingAcks;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.ReceivedEvent;

/**
 * Completes a future with answers, where listeners run.
 *
 * @param <T> what is made of the answers
 */
final class FutureAnswers<T> implements PendingAcks.Answers {

	private final CompletableFuture<T> future;

	private final Function<Map<String, ReceivedEvent>, T> decode;

	private final Listeners listeners;

	FutureAnswers(CompletableFuture<T> future, Function<Map<String, ReceivedEvent>, T> decode, Listeners listeners) {
		this.future = future;
		this.decode = decode;
		this.listeners = listeners;
	}

	@Override
	public void complete(Map<String, ReceivedEvent> answers) {
		this.listeners.execute(() -> {
			try {
				this.future.complete(this.decode.apply(answers));
			}
			catch (RuntimeException ex) {
				this.future.completeExceptionally(ex);
			}
		});
	}

	@Override
	public void failed(Failure failure, Map<String, ReceivedEvent> answers) {
		this.listeners.execute(() -> this.future.completeExceptionally(new P2pException(failure, answers)));
	}

}
