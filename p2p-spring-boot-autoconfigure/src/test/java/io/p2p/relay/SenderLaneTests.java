package io.p2p.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SenderLaneTests {

	private final SenderLane lane = new SenderLane(100_000);

	private final List<Integer> begun = new ArrayList<>();

	@Test
	void whenStepIsUnfinishedThenTheNextWaits() {
		CompletableFuture<Void> first = new CompletableFuture<>();
		submit(1, first);
		submit(2, CompletableFuture.completedFuture(null));
		assertThat(this.begun).containsExactly(1);
		assertThat(this.lane.isIdle()).isFalse();
		first.complete(null);
		assertThat(this.begun).containsExactly(1, 2);
		assertThat(this.lane.isIdle()).isTrue();
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
	void whenTooManyWaitThenTheNextIsRefused() {
		SenderLane small = new SenderLane(1);
		CompletableFuture<Void> unfinished = new CompletableFuture<>();
		assertThat(small.submit(() -> unfinished)).isTrue();
		assertThat(small.submit(() -> unfinished)).isTrue();
		assertThat(small.submit(() -> unfinished)).isFalse();
	}

	private void submit(int number, CompletableFuture<Void> result) {
		assertThat(this.lane.submit(() -> {
			this.begun.add(number);
			return result;
		})).isTrue();
	}

}
