package io.p2p.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.p2p.support.Census;
import io.p2p.support.HttpClients;
import io.p2p.support.KeyStores;
import io.p2p.support.TestServer;
import io.p2p.support.WebContainer;

/**
 * An application with one port, to be put behind the proxies of
 * {@code docs/operations.md}, and a certificate for these.
 */
abstract class ReverseProxyFixture {

	/** The application's address, which is another one than the proxies'. */
	static final String APPLICATION = "127.0.0.2";

	@TempDir
	static Path directory;

	static KeyStores keys;

	static KeyStores renewed;

	static HttpClients clients;

	static TestServer application;

	@BeforeAll
	static void startApplication() {
		keys = KeyStores.generate(directory, "chat");
		renewed = KeyStores.generate(directory, "renewed");
		clients = HttpClients.trusting(keys, renewed);
		application = start();
	}

	@AfterAll
	static void stopApplication() {
		application.close();
	}

	@AfterEach
	void nothingIsLeft() {
		application.closeSessions();
		Census.awaitNobody(application);
	}

	/**
	 * Start an application as the page has it. Clients of a test are on this machine as
	 * well, so that only the proxy's address is a proxy's.
	 */
	static TestServer start(String... properties) {
		List<Object> configuration = new ArrayList<>(List.of(Scheme.class, "server.forward-headers-strategy=native",
				"server.tomcat.remoteip.internal-proxies=127.0.0.1/32", "server.address=" + APPLICATION));
		configuration.addAll(List.of(properties));
		return TestServer.startOn(WebContainer.TOMCAT, configuration.toArray());
	}

	@RestController
	static class Scheme {

		@GetMapping("/scheme")
		String scheme(HttpServletRequest request) {
			return request.getScheme();
		}

	}

}
