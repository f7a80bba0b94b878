package io.p2p.autoconfigure.web;

import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * The web server of the application, if it has one.
 */
final class WebServers {

	private WebServers() {
	}

	/**
	 * The web server that has been created with an application.
	 * @return the server, {@code null} if there is none, as in a test with a mock of it
	 */
	static @Nullable WebServer find(ApplicationContext context) {
		return (context instanceof WebServerApplicationContext web) ? web.getWebServer() : null;
	}

	/**
	 * The port of the web server.
	 * @return the port, -1 if it does not listen
	 */
	static int port(ApplicationContext context) {
		WebServer server = find(context);
		return (server != null) ? server.getPort() : -1;
	}

	/**
	 * Why the port of the web server cannot be used.
	 * @param context the application
	 * @param type the name of the class of web servers whose port can be
	 * @return the reason, {@code null} if there is none
	 */
	static @Nullable String obstacle(ApplicationContext context, String type) {
		WebServer server = find(context);
		if (server == null) {
			return "there is no web server";
		}
		if (server.getPort() < 0) {
			return "the web server does not listen";
		}
		if (!isInstance(type, server)) {
			return "the web server is a " + server.getClass().getName() + ", which keeps its connections";
		}
		return isInstance("org.springframework.boot.tomcat.TomcatWebServer", server) ? Tomcat.obstacle(server) : null;
	}

	private static boolean isInstance(String type, WebServer server) {
		return ClassUtils.isPresent(type, null) && ClassUtils.resolveClassName(type, null).isInstance(server);
	}

	/**
	 * Apart, as there may be no Tomcat.
	 */
	private static final class Tomcat {

		static @Nullable String obstacle(WebServer server) {
			Object protocol = ((TomcatWebServer) server).getTomcat().getConnector().getProtocolHandler();
			return (protocol instanceof Http11NioProtocol) ? null
					: "Tomcat speaks " + protocol.getClass().getName() + ", of which connections cannot be taken over";
		}

	}

}
