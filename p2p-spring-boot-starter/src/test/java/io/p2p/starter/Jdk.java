package io.p2p.starter;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A JDK on this machine.
 *
 * @param version its feature release, for example 17
 * @param home where it is
 */
record Jdk(int version, Path home) {

	private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

	/**
	 * One of each release from 17 on: the one that runs the tests, those of the variable
	 * {@code P2P_JDKS}, and those beside it.
	 */
	static Collection<Jdk> all() {
		Path own = Path.of(System.getProperty("java.home"));
		String more = System.getenv("P2P_JDKS");
		Stream<Path> named = (more != null) ? Stream.of(more.split(File.pathSeparator)).map(Path::of) : Stream.empty();
		TreeMap<Integer, Jdk> found = new TreeMap<>();
		Stream.of(Stream.of(own), named, siblings(own))
			.flatMap((homes) -> homes)
			.flatMap(Jdk::of)
			.filter((jdk) -> jdk.version() >= 17)
			.forEach((jdk) -> found.putIfAbsent(jdk.version(), jdk));
		return found.values();
	}

	private static Stream<Jdk> of(Path home) {
		try {
			Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
			return version.find() ? Stream.of(new Jdk(Integer.parseInt(version.group(1)), home)) : Stream.empty();
		}
		catch (IOException ex) {
			return Stream.empty();
		}
	}

	private static Stream<Path> siblings(Path home) {
		try (Stream<Path> siblings = Files.list(home.toAbsolutePath().getParent())) {
			return List.copyOf(siblings.sorted().toList()).stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String java() {
		return this.home.resolve("bin/java").toString();
	}

	@Override
	public String toString() {
		return "JDK " + this.version;
	}

}
