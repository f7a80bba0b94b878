package io.p2p.autoconfigure;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOServer;
import io.socket.client.IO;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.env.EnvironmentEndpointAutoConfiguration;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

import io.p2p.autoconfigure.health.P2pHealthAutoConfiguration;
import io.p2p.ice.ConfiguredIceServers;
import io.p2p.ice.IceServer;
import io.p2p.ice.IceServersProvider;
import io.p2p.ice.IceSettings;
import io.p2p.peer.Peer;
import io.p2p.relay.MessageRelay;
import io.p2p.room.RoomAuthorizer;
import io.p2p.room.RoomManager;
import io.p2p.room.log.LocalRoomManager;
import io.p2p.signaling.BackgroundIceLookup;
import io.p2p.socketio.netty.EmbeddedSocketIoServer;
import io.p2p.socketio.netty.P2pPortInUseException;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class P2pAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				P2pAutoConfiguration.class, P2pHealthAutoConfiguration.class))
		.withPropertyValues("p2p.server.port=0", "p2p.server.address=127.0.0.1");

	@Test
	void whenThereIsNothingElseThenServerInterceptorAndRoomManagerAreThere() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(SocketIOServer.class)
				.hasSingleBean(PeerNamespaceHandler.class)
				.hasSingleBean(RoomManager.class)
				.hasSingleBean(MessageRelay.class);
			int port = context.getBean(P2pServer.class).port();
			assertThat(port).isPositive();
			assertThat(context.getEnvironment().getProperty("local.p2p.port", Integer.class)).isEqualTo(port);
		});
	}

	@Test
	void whenDisabledThenNothingIsThere() {
		this.runner.withPropertyValues("p2p.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(SocketIOServer.class)
				.doesNotHaveBean(HealthIndicator.class));
	}

	@Test
	void whenNettySocketIoIsMissingThenNothingIsThere() {
		this.runner.withClassLoader(new FilteredClassLoader(SocketIOServer.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(P2pServer.class));
	}

	@Test
	void whenHealthIsMissingThenTheRestIsThere() {
		this.runner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasSingleBean(P2pServer.class).doesNotHaveBean("p2pHealthIndicator"));
	}

	@Test
	void whenApplicationHasItsOwnBeansThenTheyAreUsed() {
		RoomManager rooms = new LocalRoomManager(1, List::of);
		Configuration configuration = new Configuration();
		configuration.setPort(0);
		SocketIOServer server = new EmbeddedSocketIoServer(configuration);
		this.runner.withBean(RoomManager.class, () -> rooms)
			.withBean(SocketIOServer.class, () -> server)
			.run((context) -> {
				assertThat(context).getBean(RoomManager.class).isSameAs(rooms);
				assertThat(context).getBean(SocketIOServer.class).isSameAs(server);
				assertThat(context.getBean(P2pServer.class).isListening()).isTrue();
			});
	}

	@Test
	void whenApplicationBringsNettySocketIosOwnServerThenPeersMeetOnIt() {
		try (TestServer server = TestServer.start(StockServer.class);
				TestClient alice = TestClient.plain(server);
				TestClient bob = TestClient.plain(server)) {
			alice.emit("chat", "x");
			assertThat(bob.awaitEvent("chat")).containsExactly("x");
		}
	}

	@Test
	void whenPropertiesAreSetThenTheyAreUsed() {
		this.runner
			.withPropertyValues("p2p.num-clients=3", "p2p.ice.servers[0].urls=turn:turn.example.org",
					"p2p.ice.servers[0].username=u", "p2p.ice.servers[0].credential=c", "p2p.namespace=/peers")
			.run((context) -> {
				assertThat(context.getBean(P2pProperties.class).numClients()).isEqualTo(3);
				assertThat(context.getBean(P2pProperties.class).ice().servers())
					.containsExactly(new IceServer(List.of("turn:turn.example.org"), "u", "c"));
				assertThat(context.getBean(SocketIOServer.class).getNamespace("/peers")).isNotNull();
			});
	}

	@Test
	void whenPropertyIsWrongThenTheStartFailsAndNamesIt() {
		Map.of("p2p.num-clients=-1", "p2p.num-clients", "p2p.server.port=70000", "p2p.server.port",
				"p2p.namespace=peers", "p2p.namespace", "p2p.server.max-payload=0", "p2p.server.max-payload",
				"p2p.ice.servers[0].urls=http://x", "ICE server URL")
			.forEach((property, named) -> this.runner.withPropertyValues(property)
				.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(named)));
	}

	@Test
	void whenTurnIsConfiguredByHalvesOrOutOfBoundsThenTheStartFailsAndSaysWhatToDo() {
		String uris = "p2p.ice.turn.uris=turn:turn.example.org";
		String secret = "p2p.ice.turn.secret=north";
		Map.of(List.of(uris), "'p2p.ice.turn.secret' is 'not set', but must be coturn's static-auth-secret",
				List.of(secret), "'p2p.ice.turn.uris' is 'not set', but must name the TURN servers",
				List.of(uris, secret, "p2p.ice.turn.lifetime=59s"),
				"'p2p.ice.turn.lifetime' is '59s', but must be from 1m to 7d",
				List.of(uris, secret, "p2p.ice.turn.lifetime=8d"), "is '8d'",
				List.of(secret, "p2p.ice.turn.uris=stun:x"), "'stun:x', but must be TURN URIs",
				List.of(secret, "p2p.ice.turn.uris=turn://x"), "'turn://x', but must be TURN URIs")
			.forEach((properties, message) -> this.runner.withPropertyValues(properties.toArray(String[]::new))
				.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(message)));
	}

	@Test
	void theTurnSecretIsInNoText() {
		this.runner
			.withPropertyValues("p2p.ice.turn.uris=turn:turn.example.org", "p2p.ice.turn.secret=north",
					"p2p.ice.servers[0].urls=turn:x", "p2p.ice.servers[0].username=u",
					"p2p.ice.servers[0].credential=south")
			.run((context) -> assertThat(context.getBean(P2pProperties.class).toString())
				.contains("turn:turn.example.org", "turn:x")
				.doesNotContain("north", "south"));
	}

	@Test
	void theActuatorShowsNoTurnSecretEvenWhereItShowsValues() {
		this.runner
			.withConfiguration(
					AutoConfigurations.of(EndpointAutoConfiguration.class, EnvironmentEndpointAutoConfiguration.class,
							ConfigurationPropertiesReportEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.env.show-values=always", "management.endpoint.configprops.show-values=always",
					"p2p.ice.turn.uris=turn:turn.example.org", "p2p.ice.turn.secret=hush",
					"p2p.ice.servers[0].urls=turn:x", "p2p.ice.servers[0].username=u",
					"p2p.ice.servers[0].credential=psst")
			.withSystemProperties("P2P_ICE_TURN_SECRET=hush")
			.run((context) -> {
				JsonMapper json = JsonMapper.shared();
				assertThat(json.writeValueAsString(context.getBean(EnvironmentEndpoint.class).environment("(?i)p2p.*")))
					.contains("turn:turn.example.org", "P2P_ICE_TURN_SECRET")
					.doesNotContain("hush", "psst");
				assertThat(json.writeValueAsString(
						context.getBean(ConfigurationPropertiesReportEndpoint.class).configurationProperties()))
					.contains("turn:turn.example.org", "credential")
					.doesNotContain("hush", "psst");
			});
	}

	@Test
	void whenTheApplicationHasAProviderThenItIsAskedInTheBackground() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(ConfiguredIceServers.class)
			.doesNotHaveBean(BackgroundIceLookup.class));
		this.runner.withBean(IceServersProvider.class, () -> (peer) -> IceSettings.of())
			.run((context) -> assertThat(context).doesNotHaveBean(ConfiguredIceServers.class)
				.hasSingleBean(BackgroundIceLookup.class));
	}

	@Test
	void whenPortIsInUseThenTheAnalysisNamesTheProperty(CapturedOutput output) throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			String port = String.valueOf(taken.getLocalPort());
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> TestServer.start("p2p.server.port=" + port));
			assertThat(output).contains("APPLICATION FAILED TO START", "port " + port + " (p2p.server.port)");
		}
		FailureAnalysis analysis = new P2pPortInUseFailureAnalyzer()
			.analyze(new P2pPortInUseException(9092, new IOException()));
		assertThat(analysis.getAction()).contains("p2p.server.port");
	}

	@Test
	void whenServerListensThenItIsUpWithPortPeersAndRooms() {
		try (TestServer server = TestServer.start()) {
			HealthIndicator health = server.bean(HealthIndicator.class);
			try (TestClient client = TestClient.library(server, "blue")) {
				assertThat(client.id()).isNotNull();
				assertThat(health.health().getStatus()).isEqualTo(Status.UP);
				assertThat(health.health().getDetails()).isEqualTo(Map.of("port", server.port(), "peers", 1,
						"lostPeers", 0, "rooms", 1, "slowConsumers", 0L, "rateLimited", 0L));
			}
			await().untilAsserted(
					() -> assertThat(health.health().getDetails()).containsEntry("peers", 0).containsEntry("rooms", 0));
			server.bean(P2pServer.class).stop();
			assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
		}
	}

	@Test
	void whenServerIsStoppedAndStartedThenItServesAgain() {
		try (TestServer server = TestServer.start()) {
			P2pServer p2p = server.bean(P2pServer.class);
			int port = p2p.port();
			try (TestClient client = TestClient.plain(server)) {
				p2p.stop();
				client.awaitEvent("disconnect");
			}
			assertThat(p2p.isListening()).isFalse();
			assertThatExceptionOfType(ConnectException.class)
				.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
			p2p.start();
			try (TestClient client = TestClient.plain(server)) {
				assertThat(client.askAll("chat")).isEmpty();
			}
		}
	}

	@Test
	void whenPeersMeetOnAnotherNamespaceThenTheMainOneIsLeftToTheApplication() {
		try (TestServer server = TestServer.start("p2p.namespace=/peers");
				TestClient main = TestClient.plain(server);
				TestClient other = TestClient.plain(server);
				TestClient alice = TestClient.connect(server, "/peers", new IO.Options());
				TestClient bob = TestClient.connect(server, "/peers", new IO.Options())) {
			server.bean(SocketIOServer.class)
				.addEventListener("question", String.class, (client, data, ack) -> ack.sendAckData(data + "!"));
			main.emit("chat", "x");
			assertThat(main.askAll("question", "why")).containsExactly("why!");
			alice.emit("chat", "y");
			assertThat(bob.awaitEvent("chat")).containsExactly("y");
			assertThat(other.heard("chat")).isEmpty();
		}
	}

	@Test
	void whenRoomAuthorizerSaysNoThenThePeerIsRefused() {
		try (TestServer server = TestServer.start(NobodyMayJoin.class);
				TestClient client = TestClient.library(server)) {
			JSONObject error = client.ask("p2p:join", Map.of("room", "secret", "webrtc", true));
			assertThat(error.getString("code")).isEqualTo("room-refused");
			assertThat(client.ask("p2p:msg", Map.of("room", "secret"), "chat").getString("code"))
				.isEqualTo("not-a-member");
		}
	}

	@Test
	void whenApplicationExecutorIsAutoConfiguredThenOursIsNotInItsWay() {
		this.runner
			.run((context) -> assertThat(context).hasBean("applicationTaskExecutor").hasBean("p2pHandlerExecutor"));
	}

	static class NobodyMayJoin implements RoomAuthorizer {

		@Override
		public boolean mayJoin(Peer peer, String room) {
			return false;
		}

	}

	@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
	static class StockServer {

		@Bean(destroyMethod = "")
		SocketIOServer stockServer() {
			Configuration configuration = new Configuration();
			configuration.setPort(0);
			configuration.setHostname("127.0.0.1");
			return new SocketIOServer(configuration);
		}

	}

}
