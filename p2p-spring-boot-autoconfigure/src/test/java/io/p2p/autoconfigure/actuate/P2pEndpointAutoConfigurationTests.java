package io.p2p.autoconfigure.actuate;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.p2p.actuate.P2pDescriptor;
import io.p2p.actuate.P2pEndpoint;
import io.p2p.actuate.P2pEndpointWebExtension;
import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.room.RoomManager;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.support.ManagedApplication;
import io.p2p.support.RawConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * When the endpoint {@code p2p} is there, and to whom it shows values.
 */
@SuppressWarnings("try") // what is opened there, or closed early, is the point
class P2pEndpointAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, EndpointAutoConfiguration.class,
				P2pAutoConfiguration.class, P2pEndpointAutoConfiguration.class))
		.withPropertyValues("p2p.server.port=0", "p2p.server.address=127.0.0.1", "spring.jmx.enabled=true");

	@Test
	void whenActuatorIsMissingThenTheRestIsThere() {
		this.runner.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.run((context) -> assertThat(context).hasSingleBean(P2pServer.class).doesNotHaveBean("p2pEndpoint"));
	}

	@Test
	void whenP2pIsDisabledThenThereIsNoEndpoint() {
		this.runner.withPropertyValues("p2p.enabled=false", "management.endpoints.jmx.exposure.include=p2p")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("p2pEndpoint"));
	}

	@Test
	void whenApplicationHasItsOwnEndpointThenItIsUsed() {
		P2pEndpoint[] own = new P2pEndpoint[1];
		this.runner.withPropertyValues("management.endpoints.jmx.exposure.include=p2p")
			.withBean("own", P2pEndpoint.class, () -> {
				own[0] = new P2pEndpoint(null, null, Show.NEVER);
				return own[0];
			})
			.run((context) -> assertThat(context).getBean(P2pEndpoint.class).isSameAs(own[0]));
	}

	@Test
	void whenNothingIsSaidThenTheEndpointIsNotExposed() {
		try (ManagedApplication application = ManagedApplication.start()) {
			assertThat(application.status("p2p")).isEqualTo(404);
			assertThat(application.status("health")).isEqualTo(200);
		}
		this.runner.withPropertyValues("spring.jmx.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(P2pEndpoint.class));
	}

	@Test
	void whenValuesAreForTheAuthorizedThenItDependsOnWhoAsks() {
		this.runner.withPropertyValues("management.endpoints.jmx.exposure.include=p2p").run((context) -> {
			P2pEndpoint endpoint = context.getBean(P2pEndpoint.class);
			P2pEndpointWebExtension web = new P2pEndpointWebExtension(endpoint, Show.WHEN_AUTHORIZED, Set.of("ADMIN"));
			try (RawConnection alice = RawConnection.peer(context.getBean(P2pServer.class).port(), "")) {
				await().until(() -> context.getBean(RoomManager.class).find("") != null);
				assertThat(mesh(web, who(Set.of("ADMIN"))).peers().get(0).values()).isNotNull();
				assertThat(mesh(web, who(Set.of("USER"))).peers().get(0).values()).isNull();
				assertThat(mesh(web, SecurityContext.NONE).peers().get(0).values()).isNull();
			}
		});
	}

	private static P2pDescriptor.Mesh mesh(P2pEndpointWebExtension web, SecurityContext security) {
		return (P2pDescriptor.Mesh) web.rooms(security, "", null, null);
	}

	private static SecurityContext who(Set<String> roles) {
		return new SecurityContext() {

			@Override
			public java.security.Principal getPrincipal() {
				return () -> "somebody";
			}

			@Override
			public boolean isUserInRole(String role) {
				return roles.contains(role);
			}

		};
	}

}
