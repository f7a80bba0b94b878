package io.p2p.client.queue;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.p2p.client.wire.Failure;
import io.p2p.client.wire.ReceivedEvent;

/**
 * Completes a future with answers, where listeners run.
 *
 * @param <T> what is made of the answers
 * @since 0.1.0
 */
public final class FutureAnswers<T> implements PendingAcks.Answers {

	private final CompletableFuture<T> future;

	private final Function<Map<String, ReceivedEvent>, T> decode;

	private final Executor executor;

	private final BiFunction<Failure, Map<String, ReceivedEvent>, Exception> exception;

	/**
	 * Create answers.
	 * @param future is completed
	 * @param decode makes something of the answers
	 * @param executor where listeners run
	 * @param exception makes an exception of a failure and the answers so far
	 */
	public FutureAnswers(CompletableFuture<T> future, Function<Map<String, ReceivedEvent>, T> decode, Executor executor,
			BiFunction<Failure, Map<String, ReceivedEvent>, Exception> exception) {
		this.future = future;
		this.decode = decode;
		this.executor = executor;
		this.exception = exception;
	}

	@Override
	public void complete(Map<String, ReceivedEvent> answers) {
		this.executor.execute(() -> {
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
		this.executor.execute(() -> this.future.completeExceptionally(this.exception.apply(failure, answers)));
	}

}
