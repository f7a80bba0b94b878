package io.p2p.socketio.peer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.p2p.engineio.Delivery;
import io.p2p.engineio.Frame;
import io.p2p.engineio.QueueBudget;

import static org.assertj.core.api.Assertions.assertThat;

class OutboxTests {

	private final QueueBudget queues = new QueueBudget(1000, 1000);

	private final Outbox outbox = new Outbox(this.queues);

	@Test
	void whenSomeEventsOfADeliveryAreConfirmedThenTheOthersAreSentAgain() {
		this.outbox.add(Delivery.ofEvents(frames("a", "b", "c")), null);
		this.outbox.add(Delivery.ofEvents(frames("d", "e")), null);
		assertThat(Stream.of(-1L, 0L, 5L, 6L).map(this.outbox::canBe)).containsExactly(false, true, true, false);
		this.outbox.confirm(2);
		assertThat(this.outbox.canBe(1)).isFalse();
		assertThat(again()).containsExactly("c", "d", "e");
		this.outbox.confirm(4);
		assertThat(again()).containsExactly("e");
		assertThat(this.outbox.bytes()).isEqualTo(1);
		assertThat(this.queues.held()).isEqualTo(1);
	}

	@Test
	void whenAllIsConfirmedThenNothingIsKept() {
		this.outbox.add(Delivery.ofEvents(frames("a", "b", "c")), null);
		this.outbox.confirm(1);
		this.outbox.confirm(3);
		this.outbox.add(Delivery.ofEvents(frames("d")), null);
		assertThat(again()).containsExactly("d");
		this.outbox.confirm(4);
		assertThat(again()).isEmpty();
		assertThat(this.outbox.bytes()).isZero();
		assertThat(this.queues.held()).isZero();
	}

	@Test
	void whenFirstOfADeliveryIsGivenUpThenOnlyThatIs() {
		Strikes strikes = new Strikes();
		this.outbox.add(Delivery.ofEvents(frames("a", "b", "c")), null);
		this.outbox.confirm(1);
		this.outbox.giveUp(strikes, true);
		assertThat(this.outbox.giveUp(strikes, true)).extracting(OutboxTests::text).containsExactly("b");
		assertThat(again()).containsExactly("c");
		assertThat(Stream.of(0L, 1L, 2L, 3L).map(this.outbox::canBe)).containsExactly(false, true, true, false);
	}

	private List<String> again() {
		return this.outbox.again().stream().flatMap((item) -> item.frames().stream()).map(OutboxTests::text).toList();
	}

	private static List<Frame> frames(String... texts) {
		return Stream.of(texts).map((text) -> new Frame(false, text.getBytes(StandardCharsets.UTF_8))).toList();
	}

	private static String text(Frame frame) {
		return new String(frame.bytes(), StandardCharsets.UTF_8);
	}

}
