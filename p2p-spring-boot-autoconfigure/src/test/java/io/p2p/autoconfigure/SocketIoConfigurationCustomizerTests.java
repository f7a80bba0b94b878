package io.p2p.autoconfigure;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOServer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

import io.p2p.socketio.netty.EmbeddedSocketIoServer;
import io.p2p.socketio.netty.P2pServer;

import static org.assertj.core.api.Assertions.assertThat;

class SocketIoConfigurationCustomizerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, P2pAutoConfiguration.class))
		.withPropertyValues("p2p.server.port=9", "p2p.server.address=127.0.0.1");

	@Test
	void customizersAreCalledInTheirOrderAfterThePropertiesAndBeforeTheServerIsMade() {
		this.runner.withUserConfiguration(Customizers.class).run((context) -> {
			Configuration configuration = context.getBean(SocketIOServer.class).getConfiguration();
			assertThat(configuration.getWorkerThreads()).isEqualTo(3);
			assertThat(configuration.getPort()).isZero();
			assertThat(context.getBean(P2pServer.class).port()).isPositive();
		});
	}

	@Test
	void whenApplicationHasItsOwnServerThenCustomizersAreNotCalled() {
		this.runner.withUserConfiguration(Customizers.class).withBean(SocketIOServer.class, () -> {
			Configuration configuration = new Configuration();
			configuration.setPort(0);
			configuration.setWorkerThreads(1);
			return new EmbeddedSocketIoServer(configuration);
		})
			.run((context) -> assertThat(context.getBean(SocketIOServer.class).getConfiguration().getWorkerThreads())
				.isEqualTo(1));
	}

	@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		@Order(2)
		SocketIoConfigurationCustomizer second() {
			return (configuration) -> configuration.setWorkerThreads(configuration.getWorkerThreads() + 1);
		}

		@Bean
		@Order(1)
		SocketIoConfigurationCustomizer first() {
			return (configuration) -> {
				assertThat(configuration.getPort()).isEqualTo(9);
				configuration.setPort(0);
				configuration.setWorkerThreads(2);
			};
		}

	}

}
