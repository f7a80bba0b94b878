package io.p2p.socketio;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.corundumstudio.socketio.MultiTypeAckCallback;
import com.corundumstudio.socketio.MultiTypeArgs;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.listener.MultiTypeEventListener;
import io.socket.client.Ack;
import io.socket.client.IO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.p2p.support.JsonValues;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Acknowledgements with several arguments and binaries deep in them.
 */
class AcknowledgementTests {

	private static final Class<?>[] ANYTHING = Collections.nCopies(4, Object.class).toArray(Class<?>[]::new);

	private TestServer server;

	private SocketIOServer netty;

	@BeforeEach
	void start() {
		this.server = TestServer.start("p2p.namespace=/peers");
		this.netty = this.server.bean(SocketIOServer.class);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "polling", "websocket" })
	void whenClientAsksThenArgumentsAndAnswersAreWhole(String transport) {
		CompletableFuture<List<Object>> heard = new CompletableFuture<>();
		this.netty.addMultiTypeEventListener("ask", (MultiTypeEventListener) (client, arguments, ack) -> {
			heard.complete(arguments.getArgs());
			ack.sendAckData(arguments.getArgs());
		}, ANYTHING);
		try (TestClient client = connect(transport)) {
			Object[] answer = client.askAll("ask", sent());
			assertThat(heard.join()).usingRecursiveComparison().isEqualTo(arguments());
			assertThat(Arrays.stream(answer).map(JsonValues::unwrap).toList()).usingRecursiveComparison()
				.isEqualTo(arguments());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "polling", "websocket" })
	void whenServerAsksThenArgumentsAndAnswersAreWhole(String transport) throws Exception {
		CompletableFuture<List<Object>> answer = new CompletableFuture<>();
		try (TestClient client = connect(transport)) {
			client.socket().on("ask", (arguments) -> {
				Object[] back = Arrays.copyOf(arguments, arguments.length - 1);
				((Ack) arguments[arguments.length - 1]).call(back);
			});
			this.netty.getAllClients().iterator().next().sendEvent("ask", new MultiTypeAckCallback(ANYTHING) {

				@Override
				public void onSuccess(MultiTypeArgs result) {
					answer.complete(result.getArgs());
				}

			}, arguments().toArray());
			assertThat(answer.get(30, TimeUnit.SECONDS)).usingRecursiveComparison().isEqualTo(arguments());
		}
	}

	private TestClient connect(String transport) {
		IO.Options options = new IO.Options();
		options.transports = new String[] { transport };
		return TestClient.connect(this.server, "/", options);
	}

	// five attachments, the deepest three down; "AQID" is the Base64 of one of them
	private static List<Object> arguments() {
		return List.of("AQID", Map.of("a", Map.of("b", List.of(bytes(1), Map.of("c", bytes(2)))), "n", 7),
				List.of(bytes(3), "x", bytes(5)), bytes(200));
	}

	private static Object[] sent() {
		return arguments().stream().map(JsonValues::wrap).toArray();
	}

	private static byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) (i + 1);
		}
		return bytes;
	}

}
