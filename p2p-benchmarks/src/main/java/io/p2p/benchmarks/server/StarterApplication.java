package io.p2p.benchmarks.server;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * This project's starter as an application gets it: the dependency and nothing else.
 *
 * @since 0.1.0
 */
@SpringBootApplication
public class StarterApplication {

	/**
	 * Serve until standard input ends.
	 * @param args the port to listen on
	 */
	public static void main(String[] args) {
		// in a room of two, this load is more events a second than the default rate lets
		// through
		SpringApplication.run(StarterApplication.class, "--p2p.server.port=" + args[0],
				"--p2p.server.address=127.0.0.1", "--p2p.limits.events-per-second=0", "--p2p.limits.connections=0");
		ServerControl.serve();
	}

}
