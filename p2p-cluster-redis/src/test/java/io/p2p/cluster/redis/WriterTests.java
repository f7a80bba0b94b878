package io.p2p.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.LogEntryKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How servers number what they append.
 */
class WriterTests {

	private static final String STATE = "p2p:test:{rr}:s";

	private RedisServer redis;

	private TestNode node;

	private Recorder room;

	@BeforeEach
	void start() {
		this.redis = RedisServer.start();
		this.node = new TestNode(this.redis);
		this.room = this.node.follow("r");
	}

	@AfterEach
	void end() {
		this.node.close();
		this.redis.close();
	}

	private String event(String body) {
		return String.valueOf(TestNode.get(this.node.send("r", LogEntryKind.EVENT, "a", 1, 0, body)).offset());
	}

	@Test
	void aBatchThatIsRepeatedIsNotAppendedAgain() {
		this.node.join("r", "a");
		TestNode.get(this.node.send("r", LogEntryKind.EVENT, "b", 1, 0, "rejected"));
		String writer = this.redis.commands()
			.hkeys(STATE)
			.stream()
			.filter((field) -> field.startsWith("\uFFFDn"))
			.findFirst()
			.get();
		// As if Redis ran the last batch again: it has the same number, whatever is in it
		AppendBatch batch = new AppendBatch("node", List.of(), 2);
		Writers.Writer same = new Writers(writer.substring(2, writer.indexOf('.'))).create(this.room.room().epoch());
		assertThat(new String(same.field(), StandardCharsets.UTF_8)).isEqualTo(writer);
		Object reply = this.node.run(batch, same);
		assertThat((List<?>) reply).first().isEqualTo(0L);
		assertThat(new Reply(reply).text(5)).isEqualTo("1");
		assertThat(new Reply(this.node.run(new AppendBatch("node", List.of(), 1), same)).number(0)).isEqualTo(2);
		assertThat(new Reply(this.node.run(new AppendBatch("node", List.of(), 4), same)).number(0)).isEqualTo(2);
		assertThat(event("2")).isEqualTo("2");
	}

	@Test
	void aServerThatFollowsAgainGoesOnWithItsNumbers() {
		this.node.join("r", "a");
		for (int i = 0; i < 5; i++) {
			this.node.store.unfollow("r");
			this.room = this.node.follow("r");
			event("e");
		}
		// one, unless the machine is so busy that the room is followed again before it
		// has
		// been let go
		assertThat(this.redis.commands().hkeys(STATE).stream().filter((field) -> field.startsWith("\uFFFDn")))
			.hasSizeBetween(1, 3);
	}

	@Test
	void whatWaitsWhenARoomIsUnfollowedIsAppendedAllTheSame() {
		this.node.join("r", "a");
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			outcomes.add(this.node.send("r", LogEntryKind.EVENT, "a", 1, 0, "e" + i));
		}
		this.node.store.unfollow("r");
		outcomes.forEach((outcome) -> assertThat(TestNode.get(outcome).rejection()).isNull());
		assertThat(this.node.follow("r").count()).isEqualTo(2001);
	}

}
