package io.p2p.benchmarks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What whoever runs the bench sees of it.
 *
 * @since 0.1.0
 */
public final class Console {

	private static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
			StandardCharsets.UTF_8);

	private Console() {
	}

	/**
	 * Say something.
	 * @param line one line or several
	 */
	public static void line(String line) {
		OUT.println(line);
	}

}
