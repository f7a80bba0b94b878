package io.p2p.support;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import io.p2p.annotation.PeerMessageHandler;

/**
 * An application with whatever its class path brings. Made to be loaded by a class loader
 * of its own: what goes in and out has types of the JDK only.
 */
public final class WholeApplication implements Closeable, Supplier<Map<String, Object>> {

	private final ConfigurableApplicationContext context;

	public WholeApplication() {
		this.context = SpringApplication.run(Application.class, "--p2p.server.port=0", "--p2p.server.address=127.0.0.1",
				"--p2p.security.required=false", "--p2p.cluster.enabled=false", "--server.port=0",
				"--spring.main.banner-mode=off", "--logging.level.root=warn");
	}

	/**
	 * The port of the P2P server, the names of the beans, and what the handler has heard.
	 */
	@Override
	public Map<String, Object> get() {
		return Map.of("port", this.context.getEnvironment().getProperty("local.p2p.port", Integer.class), "beans",
				List.of(this.context.getBeanDefinitionNames()), "heard",
				new ArrayList<>(this.context.getBean(Greeter.class).heard));
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Greeter greeter() {
			return new Greeter();
		}

	}

	static class Greeter {

		private final Queue<String> heard = new ConcurrentLinkedQueue<>();

		@PeerMessageHandler("greet")
		void greet(String greeting) {
			this.heard.add(greeting);
		}

	}

}
