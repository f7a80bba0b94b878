package io.p2p.autoconfigure;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.p2p.messaging.PeerMessagingTemplate;
import io.p2p.messaging.PeerQuestions;
import io.p2p.peer.LocalPeerRegistry;
import io.p2p.peer.PeerRegistry;

import static org.assertj.core.api.Assertions.assertThat;

class P2pMessagingConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, P2pAutoConfiguration.class))
		.withPropertyValues("p2p.server.port=0", "p2p.server.address=127.0.0.1");

	@Test
	void whenThereIsNothingElseThenTheTemplateIsThere() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(PeerMessagingTemplate.class));
	}

	@Test
	void whenDisabledThenItIsNot() {
		this.runner.withPropertyValues("p2p.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(PeerMessagingTemplate.class));
	}

	@Test
	void whenApplicationHasItsOwnThenTheyAreUsed() {
		PeerQuestions questions = new PeerQuestions(Runnable::run);
		PeerRegistry registry = new LocalPeerRegistry();
		this.runner.withBean(PeerQuestions.class, () -> questions)
			.withBean(PeerRegistry.class, () -> registry)
			.run((context) -> {
				assertThat(context).getBean(PeerQuestions.class).isSameAs(questions);
				assertThat(context).getBean(PeerRegistry.class).isSameAs(registry);
			});
	}

}
