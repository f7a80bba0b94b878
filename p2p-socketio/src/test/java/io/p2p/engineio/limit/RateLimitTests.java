package io.p2p.engineio.limit;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.p2p.engineio.limit.RateLimit.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitTests {

	// where the clock begins is arbitrary: it may well run over
	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - TimeUnit.MILLISECONDS.toNanos(1500));

	@Test
	void whenClientGoesOnOverItsLimitThenItIsRefusedForAsMuchAgainAndThenDisconnected() {
		RateLimit limit = limit(10);
		assertThat(take(limit, 10)).containsOnly(Map.entry(Verdict.ACCEPT, 10));
		assertThat(take(limit, 10)).containsOnly(Map.entry(Verdict.REFUSE, 10));
		assertThat(take(limit, 3)).containsOnly(Map.entry(Verdict.DISCONNECT, 3));
	}

	@Test
	void whenTimePassesThenTheBucketFillsUpToOneSecondsWorth() {
		RateLimit limit = limit(10);
		take(limit, 10);
		pass(500);
		assertThat(take(limit, 6)).containsOnly(Map.entry(Verdict.ACCEPT, 5), Map.entry(Verdict.REFUSE, 1));
		pass(60_000);
		assertThat(take(limit, 11)).containsOnly(Map.entry(Verdict.ACCEPT, 10), Map.entry(Verdict.REFUSE, 1));
	}

	@Test
	void whenClientKeepsToItsLimitThenItIsNeverRefused() {
		RateLimit limit = limit(10);
		for (int i = 0; i < 1_000; i++) {
			pass(100);
			assertThat(limit.take()).isEqualTo(Verdict.ACCEPT);
		}
	}

	@Test
	void whenClientIsInDebtThenTimePaysIt() {
		RateLimit limit = limit(10);
		take(limit, 20);
		assertThat(limit.take()).isEqualTo(Verdict.DISCONNECT);
		pass(900);
		assertThat(limit.take()).isEqualTo(Verdict.REFUSE);
		pass(1_000);
		assertThat(limit.take()).isEqualTo(Verdict.ACCEPT);
	}

	@Test
	void whenLimitIsZeroThenThereIsNone() {
		assertThat(take(limit(0), 100_000)).containsOnly(Map.entry(Verdict.ACCEPT, 100_000));
	}

	@Test
	void whenNothingIsOwedThenTheBucketIsFull() {
		RateLimit limit = limit(10);
		assertThat(limit.isFull()).isTrue();
		limit.take();
		assertThat(limit.isFull()).isFalse();
		pass(100);
		assertThat(limit.isFull()).isTrue();
		assertThat(limit(0).isFull()).isTrue();
	}

	private RateLimit limit(int perSecond) {
		return new RateLimit(perSecond, this.now::get);
	}

	private void pass(int millis) {
		this.now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
	}

	private static Map<Verdict, Integer> take(RateLimit limit, int times) {
		Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
		for (int i = 0; i < times; i++) {
			verdicts.merge(limit.take(), 1, Integer::sum);
		}
		return verdicts;
	}

}
