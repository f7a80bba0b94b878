package io.p2p.docs;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

import io.p2p.support.FreePort;
import io.p2p.support.KeyStores;
import io.p2p.support.ReverseProxy;
import io.p2p.support.TestServer;

/**
 * A block of {@code docs/operations.md}, and the program that it is for.
 */
enum DocumentedProxy {

	NGINX("map "),

	HAPROXY("frontend "),

	APACHE("<VirtualHost "),

	CADDY("chat.example.org {");

	private final String begin;

	DocumentedProxy(String begin) {
		this.begin = begin;
	}

	/**
	 * The block as it stands on the page.
	 */
	String block() {
		Snippet found = Snippet.of(Path.of("../docs/operations.md"))
			.stream()
			.filter((snippet) -> snippet.lines().get(0).startsWith(this.begin))
			.findFirst()
			.orElseThrow();
		return String.join("\n", found.lines()) + "\n";
	}

	/**
	 * Start the program with the block.
	 * @param keys the certificate that it shows
	 * @param application what it is in front of
	 */
	ReverseProxy start(KeyStores keys, TestServer application) {
		return start(keys, application, UnaryOperator.identity());
	}

	/**
	 * Start the program with the block.
	 * @param keys the certificate that it shows
	 * @param application what it is in front of
	 * @param change what is changed on the page first
	 */
	ReverseProxy start(KeyStores keys, TestServer application, UnaryOperator<String> change) {
		int port = FreePort.find();
		String address = "127.0.0.1:" + port;
		String pem = keys.writePem();
		String block = change.apply(block())
			.replace("127.0.0.1:8080", ReverseProxyFixture.APPLICATION + ":" + application.port())
			.replace("listen 443", "listen " + address)
			.replace("bind :443", "bind " + address)
			.replace("*:443", address)
			// who serves no public name has to say where the certificate is
			.replace("chat.example.org {", "https://" + address + " {\n    tls /etc/ssl/chat.crt /etc/ssl/chat.key")
			.replace("chat.example.org", "127.0.0.1")
			.replace("/etc/ssl/chat", pem)
			.replace("/etc/haproxy/chat.pem", pem + ".pem");
		return switch (this) {
			case NGINX -> ReverseProxy.nginx(block, port);
			case HAPROXY -> ReverseProxy.haproxy(block, port);
			case APACHE -> ReverseProxy.apache(block, port);
			case CADDY -> ReverseProxy.caddy(block, port);
		};
	}

}
