package io.p2p.starter;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.socket.client.IO;
import io.socket.client.Socket;
import org.json.JSONObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * Who follows README.md in an empty application gets an event through the handler: on
 * each JDK that this machine has, as it is and processed ahead of time.
 */
class NewcomerTests {

	@TempDir
	private static Path directory;

	private static NewcomersProject project;

	@BeforeAll
	static void followTheReadme() throws Exception {
		project = new NewcomersProject(directory);
		project.processAheadOfTime();
	}

	static Collection<Jdk> jdks() {
		return Jdk.all();
	}

	@ParameterizedTest
	@MethodSource("jdks")
	void anEventGoesThroughTheHandler(Jdk jdk) throws IOException {
		try (RunningApplication application = project.start(jdk)) {
			assertHandled(application);
		}
	}

	@ParameterizedTest
	@MethodSource("jdks")
	void anEventGoesThroughTheHandlerOfAnApplicationThatWasProcessedAheadOfTime(Jdk jdk) throws IOException {
		try (RunningApplication application = project.start(jdk, "-Dspring.aot.enabled=true")) {
			assertThat(application.output()).contains("AOT-processed");
			assertHandled(application);
		}
	}

	@ParameterizedTest
	@MethodSource("jdks")
	void anEventGoesThroughTheHandlerOnVirtualThreads(Jdk jdk) throws IOException {
		assumeThat(jdk.version()).isGreaterThanOrEqualTo(21);
		try (RunningApplication application = project.start(jdk, "-Dspring.threads.virtual.enabled=true")) {
			assertHandled(application);
		}
	}

	@Test
	void thereIsMoreThanOneJdk() {
		assumeThat(Jdk.all()).as("another JDK (name it in P2P_JDKS) for the tests above to run on, too")
			.hasSizeGreaterThan(1);
	}

	@Test
	void theBuildOfANativeImageIsToldOfHandlerPayloadAndWire() throws IOException {
		assertThat(project.hints()).contains("demo.ChatHandler", "onMessage", "demo.ChatHandler$ChatMessage",
				"io.p2p.signaling.JoinRequest", "io.p2p.socketio.session.SessionRequest", "pipelineFactory");
	}

	private static void assertHandled(RunningApplication application) {
		Queue<Object> heard = new ConcurrentLinkedQueue<>();
		Queue<Object> refused = new ConcurrentLinkedQueue<>();
		Socket alice = connect(application);
		Socket bob = connect(application);
		try {
			bob.on("peer-msg", (arguments) -> heard.add(arguments[0].toString()));
			alice.on("peer-error", (arguments) -> refused.add(((JSONObject) arguments[0]).opt("code")));
			await().until(() -> alice.connected() && bob.connected());
			alice.emit("peer-msg", new JSONObject().put("text", " "));
			alice.emit("peer-msg", new JSONObject().put("text", "Hello"));
			await().untilAsserted(() -> assertThat(heard).containsExactly("{\"text\":\"Hello\"}"));
			assertThat(refused).containsExactly("bad-request");
		}
		finally {
			alice.close();
			bob.close();
		}
	}

	private static Socket connect(RunningApplication application) {
		IO.Options options = new IO.Options();
		options.forceNew = true;
		return IO.socket(URI.create(application.url()), options).connect();
	}

}
