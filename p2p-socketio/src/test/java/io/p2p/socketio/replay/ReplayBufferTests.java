package io.p2p.socketio.replay;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.Frame;
import io.p2p.engineio.send.QueueBudget;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayBufferTests {

	private final QueueBudget queues = new QueueBudget(1000, 1000);

	private final ReplayBuffer replay = new ReplayBuffer(this.queues, 0);

	@Test
	void whenSomeEventsOfADeliveryAreConfirmedThenTheOthersAreSentAgain() {
		this.replay.add(EncodedBatch.ofEvents(frames("a", "b", "c")), null);
		this.replay.add(EncodedBatch.ofEvents(frames("d", "e")), null);
		assertThat(Stream.of(-1L, 0L, 5L, 6L).map(this.replay::canBe)).containsExactly(false, true, true, false);
		this.replay.confirm(2);
		assertThat(this.replay.canBe(1)).isFalse();
		assertThat(again()).containsExactly("c", "d", "e");
		this.replay.confirm(4);
		assertThat(again()).containsExactly("e");
		assertThat(this.replay.bytes()).isEqualTo(1);
		assertThat(this.queues.held()).isEqualTo(1);
	}

	@Test
	void whenAllIsConfirmedThenNothingIsKept() {
		this.replay.add(EncodedBatch.ofEvents(frames("a", "b", "c")), null);
		this.replay.confirm(1);
		this.replay.confirm(3);
		this.replay.add(EncodedBatch.ofEvents(frames("d")), null);
		assertThat(again()).containsExactly("d");
		this.replay.confirm(4);
		assertThat(again()).isEmpty();
		assertThat(this.replay.bytes()).isZero();
		assertThat(this.queues.held()).isZero();
	}

	@Test
	void whenFirstOfADeliveryIsGivenUpThenOnlyThatIs() {
		Strikes strikes = new Strikes();
		this.replay.add(EncodedBatch.ofEvents(frames("a", "b", "c")), null);
		this.replay.confirm(1);
		this.replay.giveUp(strikes, true);
		assertThat(this.replay.giveUp(strikes, true)).extracting(ReplayBufferTests::text).containsExactly("b");
		assertThat(again()).containsExactly("c");
		assertThat(Stream.of(0L, 1L, 2L, 3L).map(this.replay::canBe)).containsExactly(false, true, true, false);
	}

	private List<String> again() {
		return this.replay.again()
			.stream()
			.flatMap((item) -> item.frames().stream())
			.map(ReplayBufferTests::text)
			.toList();
	}

	private static List<Frame> frames(String... texts) {
		return Stream.of(texts).map((text) -> new Frame(false, text.getBytes(StandardCharsets.UTF_8))).toList();
	}

	private static String text(Frame frame) {
		return new String(frame.bytes(), StandardCharsets.UTF_8);
	}

}
