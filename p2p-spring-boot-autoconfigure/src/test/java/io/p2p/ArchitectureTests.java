package io.p2p;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The floors: a package imports only from lower ones.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.p2p");

	private static final List<String> MODULES = List.of("p2p-protocol", "p2p-core", "p2p-cluster-redis", "p2p-socketio",
			"p2p-web", "p2p-spring-boot-autoconfigure", "p2p-spring-boot-test", "p2p-java-client");

	private static final Map<String, Set<String>> FLOORS = Map.ofEntries(Map.entry("peer", Set.of()),
			Map.entry("ice", Set.of("peer")), Map.entry("annotation", Set.of()), Map.entry("codec", Set.of("peer")),
			Map.entry("cluster", Set.of()), Map.entry("cluster.memory", Set.of("cluster")),
			Map.entry("cluster.redis", Set.of("cluster", "cluster.redis.connection", "cluster.redis.log")),
			Map.entry("cluster.redis.connection", Set.of("cluster")), Map.entry("cluster.redis.log", Set.of("cluster")),
			Map.entry("room", Set.of("peer", "cluster")),
			Map.entry("signaling", Set.of("peer", "ice", "codec", "room", "relay")),
			Map.entry("relay", Set.of("peer", "codec", "room")),
			Map.entry("messaging", Set.of("peer", "codec", "room", "relay")),
			Map.entry("handler", Set.of("annotation", "peer", "codec", "room", "relay")),
			Map.entry("client.loop", Set.of()), Map.entry("client.file", Set.of("client.loop")),
			Map.entry("client.wire", Set.of("peer", "codec", "client.file")),
			Map.entry("client.transport", Set.of("client.loop", "client.wire")),
			Map.entry("client.session", Set.of("peer", "codec", "client.loop", "client.wire", "client.transport")),
			Map.entry("client.stream", Set.of("client.loop", "client.wire")),
			Map.entry("client.relay", Set.of("client.loop", "client.wire", "client.session", "client.stream")),
			Map.entry("client.rtc", Set.of()), Map.entry("client.webrtc", Set.of("client.rtc", "client.loop")),
			Map.entry("client.link", Set.of("client.loop", "client.wire", "client.stream", "client.rtc")),
			Map.entry("client.mesh",
					Set.of("client.loop", "client.wire", "client.stream", "client.rtc", "client.link")),
			Map.entry("client.room",
					Set.of("client.loop", "client.wire", "client.session", "client.stream", "client.rtc",
							"client.relay", "client.mesh", "client.queue", "client.file")),
			Map.entry("client.queue", Set.of("client.loop", "client.wire")),
			Map.entry("client.encryption", Set.of("client.loop", "client.wire", "client.session")),
			Map.entry("client",
					Set.of("peer", "codec", "client.loop", "client.wire", "client.transport", "client.session",
							"client.stream", "client.relay", "client.mesh", "client.queue", "client.rtc", "client.link",
							"client.room", "client.file", "client.encryption", "client.webrtc")),
			Map.entry("session", Set.of()), Map.entry("engineio", Set.of()),
			Map.entry("socketio", Set.of("peer", "codec", "relay", "engineio")),
			Map.entry("socketio.session",
					Set.of("peer", "codec", "room", "signaling", "cluster", "session", "engineio", "socketio")),
			Map.entry("socketio.peer.wire",
					Set.of("peer", "room", "signaling", "relay", "socketio", "socketio.session")),
			Map.entry("socketio.peer",
					Set.of("peer", "ice", "codec", "room", "signaling", "relay", "cluster", "session", "engineio",
							"socketio", "socketio.session", "socketio.peer.wire")),
			Map.entry("socketio.netty", Set.of("peer", "codec", "relay", "engineio", "socketio", "socketio.peer")),
			Map.entry("web", Set.of("engineio", "socketio.netty")), Map.entry("web.servlet", Set.of("web", "engineio")),
			Map.entry("web.tomcat", Set.of("web", "web.servlet")), Map.entry("web.jetty", Set.of("web", "web.servlet")),
			Map.entry("web.reactive", Set.of("web", "engineio")),
			Map.entry("actuate", Set.of("peer", "codec", "room", "socketio.peer")),
			Map.entry("health",
					Set.of("peer", "room", "cluster", "engineio", "socketio.peer", "socketio.netty", "client")),
			Map.entry("security", Set.of("peer", "handler")), Map.entry("metrics", Set.of("peer", "room", "cluster",
					"signaling", "relay", "handler", "engineio", "socketio", "socketio.peer", "socketio.netty")));

	@Test
	void packagesImportOnlyFromLowerFloors() {
		FLOORS.forEach((floor, lower) -> {
			Set<String> allowed = new HashSet<>(lower);
			allowed.add(floor);
			noClasses().that(areOn(floor))
				.should()
				.dependOnClassesThat(resideInAPackage("io.p2p..").and(DescribedPredicate.not(areOnOneOf(allowed))))
				.check(CLASSES);
		});
	}

	@Test
	void everyPackageHasItsFloor() {
		assertThat(CLASSES.stream().map(ArchitectureTests::floor).distinct()).containsExactlyInAnyOrderElementsOf(
				Stream.concat(FLOORS.keySet().stream(), Stream.of("autoconfigure")).toList());
	}

	@Test
	void packagesHaveNoCycles() {
		SlicesRuleDefinition.slices().matching("io.p2p.(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void onlyTheServerAndWhatWiresItKnowNettySocketIo() {
		noClasses().that()
			.resideOutsideOfPackages("io.p2p.socketio.netty", "io.p2p.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("com.corundumstudio..")
			.check(CLASSES);
	}

	@Test
	void onlyTheServerAndWhatWiresItKnowNetty() {
		noClasses().that()
			.resideOutsideOfPackages("io.p2p.engineio..", "io.p2p.socketio..", "io.p2p.web..", "io.p2p.autoconfigure..",
					"io.p2p.client.transport")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.netty..")
			.check(CLASSES);
	}

	@Test
	void onlyTheirAdaptersKnowTheWebServers() {
		Map.of("org.apache.catalina..", "io.p2p.web.tomcat", "org.apache.coyote..", "io.p2p.web.tomcat",
				"org.apache.tomcat..", "io.p2p.web.tomcat", "org.eclipse.jetty..", "io.p2p.web.jetty",
				"reactor.netty..", "io.p2p.web.reactive")
			.forEach((server, adapter) -> noClasses().that()
				.resideOutsideOfPackages(adapter, "io.p2p.autoconfigure.web")
				.should()
				.dependOnClassesThat()
				.resideInAPackage(server)
				.check(CLASSES));
	}

	@Test
	void engineIoKnowsOnlyNetty() {
		classes().that()
			.resideInAPackage("io.p2p.engineio..")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("java..", "io.netty..", "org.jspecify..", "org.slf4j..", "io.p2p.engineio..")
			.check(CLASSES);
	}

	@Test
	void theModelKnowsOnlyTheJdkAndItsLog() {
		classes().that()
			.resideInAnyPackage("io.p2p.peer", "io.p2p.ice", "io.p2p.room..", "io.p2p.session", "io.p2p.cluster",
					"io.p2p.cluster.memory")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("java..", "javax.crypto..", "org.jspecify..", "org.slf4j..", "io.p2p.peer",
					"io.p2p.ice", "io.p2p.room..", "io.p2p.session", "io.p2p.cluster", "io.p2p.cluster.memory")
			.check(CLASSES);
	}

	@Test
	void noPackageIsTooLarge() throws IOException {
		Map<Path, List<Path>> packages = new HashMap<>();
		for (String module : MODULES) {
			try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
				files.filter((file) -> file.toString().endsWith(".java"))
					.forEach((file) -> packages.computeIfAbsent(file.getParent(), (folder) -> new ArrayList<>())
						.add(file));
			}
		}
		assertThat(packages).hasSizeGreaterThan(20);
		for (List<Path> files : packages.values()) {
			assertThat(files).as(files.get(0).getParent().toString()).hasSizeLessThanOrEqualTo(30);
			int lines = 0;
			for (Path file : files) {
				lines += Files.readAllLines(file).size();
			}
			assertThat(lines).as(files.get(0).getParent().toString()).isLessThanOrEqualTo(2_500);
		}
	}

	@Test
	void publicTypesAreThoseOfTheList() throws IOException {
		List<String> listed = Files.readAllLines(Path.of("src", "test", "resources", "public-types.txt"))
			.stream()
			.filter((line) -> !line.isBlank() && !line.startsWith("#"))
			.toList();
		assertThat(CLASSES.stream()
			.filter((type) -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
			.map(JavaClass::getName)).containsExactlyInAnyOrderElementsOf(listed);
	}

	private static DescribedPredicate<JavaClass> areOn(String floor) {
		return DescribedPredicate.describe("are on the floor " + floor, (type) -> floor(type).equals(floor));
	}

	private static DescribedPredicate<JavaClass> areOnOneOf(Set<String> floors) {
		return DescribedPredicate.describe("are on one of " + floors, (type) -> floors.contains(floor(type)));
	}

	// those that FLOORS names have one of their own, any other is on that of its parent
	private static String floor(JavaClass type) {
		String name = type.getPackageName().substring("io.p2p.".length());
		return FLOORS.containsKey(name) ? name : name.split("\\.")[0];
	}

}
