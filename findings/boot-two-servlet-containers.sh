#!/usr/bin/env bash
# org.springframework.boot:spring-boot-starter-webmvc and -jetty 4.1.2 beside each other, with the actuator (Java 17).
#
# What happens: an application that has both Tomcat and Jetty on its class path starts on Jetty, and the log has nothing
# about it. With a management port of its own it does not start: both containers' configurations define the bean
# servletWebChildContextFactory, and neither gives way.
#
# Why it surprises: spring-boot-starter-webmvc brings Tomcat, which Boot 2 and 3 preferred to Jetty where both were
# there. Since Boot 4 each container has an auto-configuration of its own, and the first by name wins. A dependency that
# brings Jetty for another purpose, a test of both containers for example, changes the server of the application.
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
      <artifactId>spring-boot-starter-webmvc</artifactId>
    </dependency>
    <dependency>
      <groupId>org.springframework.boot</groupId>
      <artifactId>spring-boot-starter-actuator</artifactId>
    </dependency>
    <dependency>
      <groupId>org.springframework.boot</groupId>
      <artifactId>spring-boot-starter-jetty</artifactId>
    </dependency>
  </dependencies>
</project>
XML
mvn --quiet --batch-mode -Dstyle.color=never dependency:copy-dependencies -DoutputDirectory=lib >/dev/null

cat >Servers.java <<'JAVA'
import org.springframework.beans.factory.support.BeanDefinitionOverrideException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

@EnableAutoConfiguration
public class Servers {

	public static void main(String[] args) {
		String server;
		try (ConfigurableApplicationContext context = run()) {
			server = ((WebServerApplicationContext) context).getWebServer().getClass().getSimpleName();
		}
		System.out.println("both containers: " + server);
		String failure = "none";
		try (ConfigurableApplicationContext context = run("--management.server.port=0")) {
			context.isActive();
		}
		catch (BeanDefinitionOverrideException ex) {
			failure = ex.getBeanName();
		}
		System.out.println("with a management port, the bean that fails: " + failure);
		System.exit(server.startsWith("Jetty") && failure.equals("servletWebChildContextFactory") ? 0 : 1);
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		SpringApplication application = new SpringApplication(Servers.class);
		application.setDefaultProperties(java.util.Map.of("server.port", "0", "logging.level.root", "off",
				"spring.main.banner-mode", "off"));
		return application.run(arguments);
	}

}
JAVA
java -cp 'lib/*' Servers.java
