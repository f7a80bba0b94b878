package io.p2p.handler;

import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.security.core.context.SecurityContextHolder;
import reactor.core.publisher.Mono;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.autoconfigure.security.P2pHandlerSecurityAutoConfiguration;
import io.p2p.autoconfigure.validation.P2pValidationAutoConfiguration;
import io.p2p.handler.validation.JakartaPayloadValidator;
import io.p2p.peer.RefusedException;
import io.p2p.security.SecurityContextHandlerInterceptor;

import static org.assertj.core.api.Assertions.assertThat;

class HandlerAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, ValidationAutoConfiguration.class,
				P2pAutoConfiguration.class, P2pValidationAutoConfiguration.class,
				P2pHandlerSecurityAutoConfiguration.class))
		.withUserConfiguration(Handlers.class)
		.withPropertyValues("p2p.server.port=0", "p2p.server.address=127.0.0.1");

	@Test
	void whenEverythingIsThereThenPayloadsAreCheckedAndTheSecurityContextIsSet() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(JakartaPayloadValidator.class)
			.hasSingleBean(SecurityContextHandlerInterceptor.class));
	}

	@Test
	void whenOptionalLibrariesAreMissingThenHandlersAreThereAllTheSame() {
		this.runner.withClassLoader(new FilteredClassLoader(Validator.class, SecurityContextHolder.class, Mono.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(PeerMessageDispatcher.class)
				.doesNotHaveBean(PayloadValidator.class)
				.doesNotHaveBean(PeerHandlerInterceptor.class));
	}

	@Test
	void whenTheServerIsDisabledThenNothingIsThere() {
		this.runner.withPropertyValues("p2p.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(PayloadValidator.class)
				.doesNotHaveBean(PeerHandlerInterceptor.class));
	}

	@Test
	void whenTheApplicationHasItsOwnValidatorOfPayloadsThenItIsUsed() {
		this.runner.withUserConfiguration(OwnValidator.class)
			.run((context) -> assertThat(context).hasSingleBean(PayloadValidator.class)
				.doesNotHaveBean(JakartaPayloadValidator.class));
	}

	@Test
	void whenPropertiesAreSetThenTheyAreThoseOfTheThreads() {
		this.runner.withPropertyValues("p2p.handler.threads=3", "p2p.handler.queue-capacity=7").run((context) -> {
			ThreadPoolTaskExecutor executor = context.getBean("p2pHandlerExecutor", ThreadPoolTaskExecutor.class);
			assertThat(executor.getMaxPoolSize()).isEqualTo(3);
			assertThat(executor.getQueueCapacity()).isEqualTo(7);
		});
	}

	@Test
	void whenAPropertyIsWrongThenTheStartStopsAndNamesIt() {
		this.runner.withPropertyValues("p2p.handler.threads=-1")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("p2p.handler.threads"));
		this.runner.withPropertyValues("p2p.handler.queue-capacity=-1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("p2p.handler.queue-capacity"));
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		@PeerMessageHandler(event = { "one", "two.*" }, relay = false)
		String one(String text) {
			return text;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnValidator {

		@Bean
		PayloadValidator ownValidator() {
			return new PayloadValidator() {

				@Override
				public void validate(Object payload, String name, Class<?>... groups) {
				}

				@Override
				public RefusedException refusal(Class<?> beanType, Throwable failure) {
					return null;
				}

			};
		}

	}

}
