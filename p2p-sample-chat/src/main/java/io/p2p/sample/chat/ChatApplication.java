package io.p2p.sample.chat;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * The sample: serves the pages, and runs the P2P server that the starter brings.
 *
 * @since 0.1.0
 */
@SpringBootApplication
public class ChatApplication {

	private static final Logger logger = LoggerFactory.getLogger(ChatApplication.class);

	/**
	 * Start the sample.
	 * @param args the command line, for example {@code --server.port=8081}
	 */
	public static void main(String[] args) {
		SpringApplication.run(ChatApplication.class, args);
	}

	@Bean
	ApplicationListener<ApplicationReadyEvent> address(Environment environment) {
		return (ready) -> logger.info("The chat is open at http://localhost:{}",
				environment.getProperty("local.server.port"));
	}

}
