package io.p2p.socketio;

import java.util.Collections;
import java.util.Map;

import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.listener.DataListener;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.p2p.support.Census;
import io.p2p.support.RawConnection;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Packets that would be more, in memory or in work, than what was sent.
 */
@ExtendWith(OutputCaptureExtension.class)
class PacketBombTests {

	private static final int MAX_PAYLOAD = 100_000;

	private static final String PLACEHOLDER = "{\"_placeholder\":true,\"num\":0}";

	private static TestServer server;

	private TestClient bystander;

	private RawConnection attacker;

	@BeforeAll
	static void start() {
		server = TestServer.start("p2p.server.max-payload=" + MAX_PAYLOAD + "B");
		DataListener<Object> answer = (client, data, ack) -> ack
			.sendAckData((data instanceof Map<?, ?> map) ? map.size() : -1);
		server.bean(SocketIOServer.class).addNamespace("/bombs").addEventListener("bomb", Object.class, answer);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void connect() {
		this.bystander = TestClient.webSocket(server);
		this.attacker = RawConnection.peer(server.port(), "");
	}

	@AfterEach
	void othersGoOnAndNothingStays() {
		this.attacker.close();
		assertThat(this.bystander.askAll("chat")).isEmpty();
		assertThat(this.bystander.heard("disconnect")).isEmpty();
		assertThat(this.bystander.heard("bomb")).isEmpty();
		this.bystander.close();
		Census.awaitNobody(server);
	}

	@ParameterizedTest
	@ValueSource(strings = { "45100001-[\"bomb\"]", "452147483647-[\"bomb\"]", "454294967297-[\"bomb\"]",
			"45-1-[\"bomb\"]", "451-[\"bomb\"," + PLACEHOLDER + "," + PLACEHOLDER + "]",
			"451-[\"bomb\",[" + PLACEHOLDER + ",[" + PLACEHOLDER + "]]]",
			"451-[\"bomb\",{\"_placeholder\":true,\"num\":0,\"x\":" + PLACEHOLDER + "}]",
			"451-[\"bomb\",{\"\\u005fplaceholder\":true,\"num\":0}]",
			"451-[\"bomb\",{\"_placeholder\":true,\"num\":-1}]", "451-[\"bomb\",{\"_placeholder\":true,\"num\":1e9}]",
			"451-[\"bomb\",{\"_placeholder\":true,\"_placeholder\":true,\"num\":0}]" })
	void whenAttachmentsDoNotFitTheirPacketThenTheSessionEnds(String packet) {
		this.attacker.text(packet);
		this.attacker.awaitEnd();
	}

	@Test
	void whenAttachmentsAreTooLargeInSumThenTheSessionEnds() {
		this.attacker.text("4564-[\"bomb\"]");
		boolean open = true;
		for (int i = 0; i < 64 && open; i++) {
			open = this.attacker.trySend(RawConnection.masked(0x82, new byte[MAX_PAYLOAD]));
		}
		this.attacker.awaitEnd();
	}

	@Test
	void whenAttachmentsNeverComeThenNothingIsDeliveredAndTheSessionCanOnlyLiveOrEnd() {
		this.attacker.text("4564-[\"bomb\"]");
		for (int i = 0; i < 100; i++) {
			this.attacker.text("3");
		}
		this.attacker.binary(new byte[1]);
		this.attacker.text("42[\"bomb\"]");
		this.attacker.awaitEnd();
	}

	@Test
	void whenPacketsInOnePayloadAreAsManyAsFitThenTheyAreTakenAndOthersGoOn() {
		try (RawConnection polling = RawConnection.open(server.port())) {
			JSONObject open = new JSONObject(polling.get("EIO=4&transport=polling").body().substring(1));
			String session = "EIO=4&transport=polling&sid=" + open.getString("sid");
			polling.post(session, "40");
			String bomb = String.join("\u001e", Collections.nCopies(MAX_PAYLOAD / 3, "3"));
			assertThat(polling.post(session, bomb).status()).isEqualTo(200);
			assertThat(this.bystander.askAll("chat")).isEmpty();
			assertThat(polling.post(session, "1").status()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@CsvSource({ "[,]", "{\"a\":,}", "[{\"a\":,}]" })
	void whenJsonIsNestedTooDeepThenTheEventIsRefusedAndNotLookedAt(String opening, String closing) {
		this.attacker.text("427[\"bomb\"," + opening.repeat(300) + "1" + closing.repeat(300) + "]");
		assertThat(next("437")).contains("too-large");
		this.attacker.text("428[\"bomb\"," + opening.repeat(300));
		assertThat(next("438")).contains("too-large");
	}

	@ParameterizedTest
	@ValueSource(strings = { "42[[[", "42[", "40{\"a\":" })
	void whenWhatIsNestedTooDeepIsNoEventThenTheSessionEnds(String packet) {
		this.attacker.text(packet + "[".repeat(300) + "]".repeat(300));
		this.attacker.awaitEnd();
	}

	@Test
	void whenAttachmentsAreTooManyThenTheEventIsRefusedAndNoneIsKept() {
		this.attacker.text("451001-7[\"bomb\"]");
		for (int i = 0; i < 1001; i++) {
			this.attacker.binary(new byte[1]);
		}
		assertThat(next("437")).contains("too-large");
		this.attacker.text("428[\"peaceful\"]");
		assertThat(next("438")).isEqualTo("438[]");
	}

	@Test
	void whenBombsAreForListenersThenEachIsAnsweredAndNothingFails(CapturedOutput output) {
		this.attacker.text("40/bombs,");
		assertThat(next("40/bombs,")).isNotNull();
		String deep = "[".repeat(250) + "]".repeat(250);
		String wide = "{" + "\"a\":1,".repeat(10_000) + "\"b\":2}";
		String[] bombs = { deep, wide, "1e999999999", "-1e-999999999", "9".repeat(90_000),
				"\"" + "\\u0000".repeat(9_000) + "\"", "{" + " ".repeat(90_000) + "}",
				"{\"_placeholder\":true,\"num\":7}", "{\"@class\":\"java.lang.Object\"}" };
		for (int i = 0; i < bombs.length; i++) {
			this.attacker.text("42/bombs," + i + "[\"bomb\"," + bombs[i] + "]");
			assertThat(next("43/bombs," + i)).as(bombs[i].substring(0, Math.min(40, bombs[i].length()))).isNotNull();
		}
		this.attacker.text("451-/bombs,99[\"bomb\"," + PLACEHOLDER + "]");
		this.attacker.binary(new byte[90_000]);
		assertThat(next("43/bombs,99")).isEqualTo("43/bombs,99[-1]");
		assertThat(output).doesNotContain("Exception", "StackOverflow");
	}

	@Test
	void whenPlaceholdersHaveNoAttachmentThenTheSenderIsRefused() {
		this.attacker
			.text("427[\"p2p:part\",{\"id\":1,\"event\":\"bomb\",\"total\":9,\"offset\":0}," + PLACEHOLDER + "]");
		assertThat(next("437")).contains("bad-request");
	}

	private String next(String prefix) {
		String heard = this.attacker.read();
		while (heard != null && !heard.startsWith(prefix)) {
			heard = this.attacker.read();
		}
		return heard;
	}

}
