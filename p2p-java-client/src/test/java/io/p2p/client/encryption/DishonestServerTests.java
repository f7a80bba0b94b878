package io.p2p.client.encryption;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.encryption.DishonestServer.Member;
import io.p2p.client.session.Body;
import io.p2p.client.session.Entry;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Encrypted rooms on a server that does not do as it is told.
 */
class DishonestServerTests {

	private static final byte[] KEY = "of sixteen bytes".getBytes(StandardCharsets.UTF_8);

	private final DishonestServer server = new DishonestServer();

	private final Member anna = this.server.join("anna", KEY);

	private final Member ben = this.server.join("ben", KEY);

	private final Member cleo = this.server.join("cleo", KEY);

	@BeforeEach
	void meet() {
		this.anna.say("Hello", null);
		this.ben.say("Hello", null);
		this.server.passAll();
		assertThat(this.ben.texts).containsExactly("of anna", "of cleo", "Hello");
		List.of(this.anna, this.ben, this.cleo).forEach((member) -> {
			assertThat(member.codes).isEmpty();
			member.texts.clear();
		});
	}

	@Test
	void whenItIsHonestThenAllComesInOrder() {
		this.anna.say("one", null);
		this.anna.say("two", "ben");
		this.anna.say("three", null);
		this.server.passAll();
		assertThat(this.ben.texts).containsExactly("one", "two", "three");
		assertThat(this.cleo.texts).containsExactly("one", "three");
		assertThat(this.ben.codes).isEmpty();
		assertThat(this.cleo.codes).isEmpty();
	}

	@Test
	void whenItSeesWhatIsSaidThenItSeesNoWord() {
		this.anna.say("attack at dawn", null);
		Entry seen = this.anna.lastSent();
		String bytes = new String(DishonestServer.bytes(seen), StandardCharsets.ISO_8859_1);
		assertThat(bytes + new String(seen.body().json(), StandardCharsets.UTF_8) + seen.header())
			.doesNotContain("dawn")
			.doesNotContain("text");
		assertThat(this.anna.info().toString()).doesNotContain("of anna");
	}

	@Test
	void whenItKeepsSomethingBackThenTheNextTells() {
		this.anna.say("kept back", null);
		this.anna.lastSent();
		this.anna.say("next", null);
		this.server.passAll();
		assertThat(this.ben.texts).containsExactly("next");
		assertThat(this.ben.codes).containsExactly("incomplete");
	}

	@Test
	void whenItRepeatsSomethingThenItIsNotTaken() {
		this.anna.say("once", null);
		Entry once = this.anna.lastSent();
		this.server.pass(this.anna, once);
		this.server.pass(this.anna, once);
		assertThat(this.ben.texts).containsExactly("once");
		assertThat(this.ben.codes).containsExactly("tampered");
	}

	@Test
	void whenItChangesTheOrderThenWhatIsLateIsNotTaken() {
		this.anna.say("one", null);
		Entry one = this.anna.lastSent();
		this.anna.say("two", null);
		this.server.passAll();
		this.server.pass(this.anna, one);
		assertThat(this.ben.texts).containsExactly("two");
		assertThat(this.ben.codes).containsExactly("incomplete", "tampered");
	}

	@Test
	void whenItPassesSomethingToSomebodyElseThenItIsNotTaken() {
		this.anna.say("for ben", "ben");
		this.cleo.hears("anna", this.anna.lastSent());
		assertThat(this.cleo.texts).isEmpty();
		assertThat(this.cleo.codes).containsExactly("tampered");
	}

	@Test
	void whenItTellsOfAnotherSenderThenItIsNotTaken() {
		this.anna.say("of anna", null);
		this.cleo.hears("ben", this.anna.lastSent());
		assertThat(this.cleo.texts).isEmpty();
		assertThat(this.cleo.codes).containsExactly("tampered");
	}

	@Test
	void whenItSaysSomethingItselfThenItIsNotTaken() {
		Entry own = new Entry("p2p:msg", Json.object().put("room", "kitchen"),
				new Body("[]".getBytes(StandardCharsets.UTF_8), List.of(ByteBuffer.wrap(new byte[100]))), null);
		this.ben.hears("anna", own);
		this.ben.hears("", own);
		this.ben.hears("p2p:msg", Fields.of(Json.object().put("from", "anna")), null);
		this.ben.hears("p2p:stop", Fields.of(Json.object().put("from", "anna").put("id", 1)), null);
		assertThat(this.ben.texts).isEmpty();
		assertThat(this.ben.codes).containsExactly("tampered", "tampered", "tampered");
	}

	@Test
	void whenItTellsOfOtherDataThenTheyAreNotTaken() {
		ObjectNode info = (ObjectNode) this.anna.info().json().deepCopy();
		this.ben.hears("peer-update", Fields.of(info.put("data", "in the open")), null);
		this.ben.hears("peer-connect", Fields.of(info.put("data", "in the open")), null);
		// cleo's own, as if they were anna's
		this.ben.hears("peer-update", Fields.of(info.set("data", this.cleo.info().node("data"))), null);
		assertThat(this.ben.texts).isEmpty();
		assertThat(this.ben.codes).containsExactly("tampered", "tampered", "tampered");
	}

	@Test
	void whenItTellsOfEarlierDataThenTheyAreNotTaken() {
		Fields earlier = this.anna.info();
		this.anna.update("of anna, now");
		this.ben.hears("peer-update", this.anna.info(), null);
		this.ben.hears("peer-update", earlier, null);
		assertThat(this.ben.texts).containsExactly("of anna, now");
		assertThat(this.ben.codes).containsExactly("tampered");
	}

	@Test
	void whenItTellsThatSomebodyIsBackThenNothingIsTakenTwice() {
		this.anna.say("once", null);
		Entry once = this.anna.lastSent();
		this.server.pass(this.anna, once);
		this.ben.hears("peer-disconnect", Fields.of(Json.object().put("peerId", "anna")), null);
		this.ben.hears("peer-connect", this.anna.info(), null);
		this.server.pass(this.anna, once);
		assertThat(this.ben.texts).containsExactly("once", "of anna");
		assertThat(this.ben.codes).containsExactly("tampered");
	}

	@Test
	void whenItPlaysARecordingToANewcomerThenNothingIsTaken() {
		this.anna.say("of yesterday", null);
		Entry recorded = this.anna.lastSent();
		Member dora = this.server.join("dora", KEY);
		// anna is not there to say that she knows dora
		dora.hears("anna", recorded);
		assertThat(dora.texts).containsExactly("of anna", "of ben", "of cleo");
		assertThat(dora.codes).isEmpty();
	}

	@Test
	void whenSomebodyHasAnotherKeyThenNeitherGetsAnything() {
		Member mallory = this.server.join("mallory", "of other 16 byte".getBytes(StandardCharsets.UTF_8));
		mallory.say("let me in", null);
		this.anna.say("for those with the key", null);
		this.server.passAll();
		assertThat(mallory.texts).containsExactly("nothing known", "nothing known", "nothing known");
		assertThat(this.ben.texts).containsExactly("nothing known", "for those with the key");
	}

}
