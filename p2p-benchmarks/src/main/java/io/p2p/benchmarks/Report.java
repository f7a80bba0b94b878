package io.p2p.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

final class Report {

	Report(Figures figures, Machine machine, Pace pace) {
	}

	void write(Path folder) throws IOException {
	}

}
