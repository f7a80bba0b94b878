#!/usr/bin/env bash
# org.springframework.boot:spring-boot-starter-webflux 4.1.2 on reactor-netty 1.3.8 (Java 17).
#
# What happens: two applications run in one JVM, each on a port of its own. When the second is closed, the first, which is
# still active and has logged nothing, refuses connections.
#
# Why it surprises: neither has configured anything that they share. Boot's ReactorResourceFactory has all applications
# of a JVM use reactor-netty's global event loops, and the first to be closed shuts them down, under the other's server.
# Tests meet this, as Spring keeps the contexts of several test classes: one that is @DirtiesContext ends the servers of
# the others. A bean ReactorResourceFactory with useGlobalResources=false keeps them apart.
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
  </dependencies>
</project>
XML
mvn --quiet --batch-mode -Dstyle.color=never dependency:copy-dependencies -DoutputDirectory=lib >/dev/null

cat >Neighbours.java <<'JAVA'
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

@EnableAutoConfiguration
public class Neighbours {

	public static void main(String[] args) throws Exception {
		ConfigurableApplicationContext first = run();
		ConfigurableApplicationContext second = run();
		System.out.println("the first, beside a second: " + ask(first));
		second.close();
		String after = ask(first);
		System.out.println("the first, which is active: " + first.isActive() + ", when the second has been closed: " + after);
		System.exit(first.isActive() && after.equals("connection refused") ? 0 : 1);
	}

	private static ConfigurableApplicationContext run() {
		SpringApplication application = new SpringApplication(Neighbours.class);
		application.setDefaultProperties(Map.of("server.port", "0", "logging.level.root", "off", "spring.main.banner-mode", "off"));
		return application.run();
	}

	private static String ask(ConfigurableApplicationContext application) throws IOException, InterruptedException {
		int port = ((WebServerApplicationContext) application).getWebServer().getPort();
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/")).build();
		try {
			return "status " + HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
		}
		catch (ConnectException ex) {
			return "connection refused";
		}
	}

}
JAVA
java -cp 'lib/*' Neighbours.java
