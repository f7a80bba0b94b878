#!/usr/bin/env bash
# org.springframework.boot:spring-boot-starter-webflux 4.1.2 on reactor-netty 1.3.8, with the actuator (Java 17).
#
# What happens: the handshake of a WebSocket, which the client is answered with 101, is in no line of reactor-netty's access
# log, and http.server.requests counts it as a request that was answered with 200.
#
# Why it surprises: Tomcat and Jetty log it as the GET that it is, with its 101, and count it so. Who looks for WebSockets
# in either, or for how many upgrade, finds none: reactor-netty takes its log's handler away before it answers, and sets
# the status where Spring does not see it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>4.1.2</version>
    <relativePath/>
  </parent>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.springframework.boot</groupId>
      <artifactId>spring-boot-starter-webflux</artifactId>
      <exclusions>
        <!-- libraries of other systems -->
        <exclusion>
          <groupId>io.netty</groupId>
          <artifactId>netty-codec-native-quic</artifactId>
        </exclusion>
        <exclusion>
          <groupId>io.netty</groupId>
          <artifactId>netty-resolver-dns-native-macos</artifactId>
        </exclusion>
        <exclusion>
          <groupId>io.netty</groupId>
          <artifactId>netty-transport-native-epoll</artifactId>
        </exclusion>
      </exclusions>
    </dependency>
    <dependency>
      <groupId>org.springframework.boot</groupId>
      <artifactId>spring-boot-starter-actuator</artifactId>
    </dependency>
  </dependencies>
</project>
XML
mvn --quiet --batch-mode -Dstyle.color=never dependency:copy-dependencies -DoutputDirectory=lib >/dev/null

cat >Handshakes.java <<'JAVA'
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;

@EnableAutoConfiguration
public class Handshakes {

	@Bean
	SimpleUrlHandlerMapping echo() {
		WebSocketHandler echo = (session) -> session.send(session.receive().doOnNext((message) -> message.retain()));
		return new SimpleUrlHandlerMapping(Map.of("/echo", echo), Ordered.HIGHEST_PRECEDENCE);
	}

	public static void main(String[] args) throws Exception {
		SpringApplication application = new SpringApplication(Handshakes.class);
		application.setDefaultProperties(Map.of("server.port", "0", "logging.level.root", "off",
				"logging.level.reactor.netty.http.server.AccessLog", "info", "logging.pattern.console", "access log: %m%n",
				"spring.main.banner-mode", "off"));
		try (ConfigurableApplicationContext context = application.run()) {
			int port = ((WebServerApplicationContext) context).getWebServer().getPort();
			HttpClient client = HttpClient.newHttpClient();
			client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/page")).build(),
					HttpResponse.BodyHandlers.discarding());
			WebSocket socket = client.newWebSocketBuilder()
				.buildAsync(URI.create("ws://localhost:" + port + "/echo"), new WebSocket.Listener() {
				})
				.join();
			socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
			Set<String> statuses = new TreeSet<>();
			while (statuses.isEmpty()) {
				context.getBean(MeterRegistry.class)
					.find("http.server.requests")
					.tag("uri", "/echo")
					.timers()
					.forEach((timer) -> statuses.add(timer.getId().getTag("status")));
				Thread.onSpinWait();
			}
			System.out.println("statuses of /echo in http.server.requests: " + statuses);
			System.exit(statuses.equals(Set.of("200")) ? 0 : 1);
		}
	}

}
JAVA
java -Dreactor.netty.http.server.accessLogEnabled=true -cp 'lib/*' Handshakes.java | tee said
# only the page that is not there
[ "$(grep --count '^access log: ' said)" = 1 ]
