package io.p2p.benchmarks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What whoever runs the bench sees of it.
 */
final class Console {

	private static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
			StandardCharsets.UTF_8);

	private Console() {
	}

	static void line(String line) {
		OUT.println(line);
	}

}
