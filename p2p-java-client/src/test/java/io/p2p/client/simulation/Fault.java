package io.p2p.client.simulation;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A fault that is planted on purpose, by a change of a line of the source: the simulation
 * has to find every one, or it proves nothing.
 *
 * @param name what is wrong then
 * @param file a source file below that of the client's packages
 * @param code what stands there, exactly once
 * @param instead what stands there in its place
 */
record Fault(String name, String file, String code, String instead) {

	private static final Path SOURCES = Path.of("src/main/java/io/p2p/client");

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * The first life in which something goes wrong by it.
	 * @param lives how many are tried
	 * @param folder for what is compiled
	 * @return what has gone wrong, empty if nothing has
	 */
	String find(int lives, Path folder) throws IOException, ReflectiveOperationException {
		String source = Files.readString(SOURCES.resolve(this.file));
		int at = source.indexOf(this.code);
		if (at < 0 || source.indexOf(this.code, at + 1) >= 0) {
			throw new IllegalStateException(this.file + " does not have this once: " + this.code);
		}
		Path changed = folder.resolve(Path.of(this.file).getFileName());
		Files.writeString(changed, source.replace(this.code, this.instead));
		Path classes = Files.createDirectory(folder.resolve("classes"));
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		int result = compiler.run(null, null, null, "-nowarn", "-proc:none", "-cp", classPath, "-d", classes.toString(),
				changed.toString());
		if (result != 0) {
			throw new IllegalStateException(this.name + " does not compile");
		}
		try (URLClassLoader loader = loader(classes, classPath)) {
			Class<?> simulation = loader.loadClass(Simulation.class.getName());
			for (long seed = 0; seed < lives; seed++) {
				Object problem = simulation.getMethod("play", long.class).invoke(null, seed);
				if (!"".equals(problem)) {
					return String.valueOf(problem);
				}
			}
			return "";
		}
	}

	// everything is loaded once more, the changed classes first
	private static URLClassLoader loader(Path classes, String classPath) throws MalformedURLException {
		List<URL> urls = new ArrayList<>();
		urls.add(classes.toUri().toURL());
		for (String entry : classPath.split(File.pathSeparator)) {
			urls.add(Path.of(entry).toUri().toURL());
		}
		return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
	}

}
