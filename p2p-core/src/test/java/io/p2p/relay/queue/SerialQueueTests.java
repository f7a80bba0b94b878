package io.p2p.relay.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SerialQueueTests {

	private final List<String> reads = new ArrayList<>();

	private final SerialQueue queue = new SerialQueue(new FlowControl(new ReadControl() {

		@Override
		public void pause() {
			SerialQueueTests.this.reads.add("pause");
		}

		@Override
		public void resume() {
			SerialQueueTests.this.reads.add("resume");
		}

	}));

	private final List<Integer> begun = new ArrayList<>();

	@Test
	void whenStepIsUnfinishedThenTheNextWaits() {
		CompletableFuture<Void> first = new CompletableFuture<>();
		submit(1, first);
		submit(2, CompletableFuture.completedFuture(null));
		assertThat(this.begun).containsExactly(1);
		assertThat(this.queue.isIdle()).isFalse();
		first.complete(null);
		assertThat(this.begun).containsExactly(1, 2);
		assertThat(this.queue.isIdle()).isTrue();
	}

	@Test
	void whenStepFailsThenTheNextBegins() {
		submit(1, CompletableFuture.failedFuture(new IllegalStateException()));
		submit(2, CompletableFuture.completedFuture(null));
		assertThat(this.begun).containsExactly(1, 2);
	}

	@Test
	void whenManyStepsWaitThenTheyRunInOrderWithoutExhaustingTheStack() {
		CompletableFuture<Void> first = new CompletableFuture<>();
		submit(0, first);
		IntStream.range(1, 50_000).forEach((i) -> submit(i, CompletableFuture.completedFuture(null)));
		first.complete(null);
		assertThat(this.begun).containsExactlyElementsOf(IntStream.range(0, 50_000).boxed().toList());
	}

	@Test
	void whenManyStepsWaitThenTheSenderIsHeldUpUntilFewDo() {
		List<CompletableFuture<Void>> results = IntStream.range(0, 300)
			.mapToObj((i) -> new CompletableFuture<Void>())
			.toList();
		IntStream.range(0, 256).forEach((i) -> submit(i, results.get(i)));
		assertThat(this.reads).isEmpty();
		IntStream.range(256, 300).forEach((i) -> submit(i, results.get(i)));
		assertThat(this.reads).containsExactly("pause");
		results.subList(0, 100).forEach((result) -> result.complete(null));
		assertThat(this.reads).containsExactly("pause");
		results.forEach((result) -> result.complete(null));
		assertThat(this.reads).containsExactly("pause", "resume");
		assertThat(this.begun).containsExactlyElementsOf(IntStream.range(0, 300).boxed().toList());
	}

	@Test
	void whenStepsThatWaitAreLargeThenTheSenderIsHeldUpSooner() {
		CompletableFuture<Void> first = new CompletableFuture<>();
		this.queue.submit(0, () -> first);
		this.queue.submit(2_000_000, () -> CompletableFuture.completedFuture(null));
		assertThat(this.reads).containsExactly("pause");
		first.complete(null);
		assertThat(this.reads).containsExactly("pause", "resume");
	}

	private void submit(int number, CompletableFuture<Void> result) {
		this.queue.submit(1, () -> {
			this.begun.add(number);
			return result;
		});
	}

}
