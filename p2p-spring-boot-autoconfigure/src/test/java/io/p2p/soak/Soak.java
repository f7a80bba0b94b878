package io.p2p.soak;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import io.p2p.support.WebContainer;

/**
 * Keeps a server busy for some minutes, and looks whether anything grows or stays.
 */
public final class Soak {

	private static final int VISITORS = 4;

	// a rate that stays the same: faster and faster visits would look like growth
	private static final int PAUSE_MILLIS = 20;

	private static final int SAMPLES = 24;

	private static final int WARM_UP = SAMPLES / 4;

	private static final double MAX_GROWTH = 4 * 1024 * 1024;

	private static final double MEGABYTE = 1024 * 1024;

	private final PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
			StandardCharsets.UTF_8);

	private final List<Long> heap = new ArrayList<>();

	private Soak() {
	}

	/**
	 * Start it.
	 * @param arguments how many minutes, and where the server takes its clients
	 */
	public static void main(String[] arguments) {
		System.setProperty(WebContainer.PROPERTY, arguments[1]);
		boolean passed = new Soak().run(Duration.ofMinutes(Long.parseLong(arguments[0])));
		System.exit(passed ? 0 : 1);
	}

	private boolean run(Duration duration) {
		List<Visitor> visitors = new ArrayList<>();
		ScheduledExecutorService threads = Executors.newScheduledThreadPool(VISITORS + 1);
		try (ServerProcess server = new ServerProcess("256m", "p2p.server.ping-interval=2s",
				"p2p.server.ping-timeout=2s", "p2p.server.connect-timeout=2s")) {
			for (int i = 0; i < VISITORS; i++) {
				Visitor visitor = new Visitor(server.port(), i);
				visitors.add(visitor);
				threads.scheduleAtFixedRate(visitor, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
			}
			this.out.println("   minutes  heap MB  entries     visits  failures");
			long every = duration.toMillis() / SAMPLES;
			long start = System.nanoTime();
			ScheduledFuture<?> sampling = threads.scheduleAtFixedRate(() -> sample(server, visitors, start), every,
					every, TimeUnit.MILLISECONDS);
			Awaitility.await()
				.atMost(duration.multipliedBy(2))
				.until(() -> sampling.isDone() || this.heap.size() >= SAMPLES);
			if (sampling.isDone()) {
				this.out.printf("no more samples: %s%n",
						server.isAlive() ? "the server is silent" : "the server has died");
				return false;
			}
			threads.shutdown();
			boolean ended = threads.awaitTermination(1, TimeUnit.MINUTES);
			boolean empty = isEmpty(server);
			double growth = growth();
			boolean failed = visitors.stream().anyMatch((visitor) -> visitor.failures() > 0);
			this.out.printf("heap grew by %.2f MB over the run (at most %.0f may be)%n", growth / MEGABYTE,
					MAX_GROWTH / MEGABYTE);
			return ended && empty && !failed && growth <= MAX_GROWTH;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			// or those who still visit would keep this JVM
			threads.shutdownNow();
		}
	}

	private void sample(ServerProcess server, List<Visitor> visitors, long start) {
		ServerProcess.Measure measure = server.measure();
		long visits = visitors.stream().mapToLong(Visitor::visits).sum();
		long failures = visitors.stream().mapToLong(Visitor::failures).sum();
		this.out.printf("%10.1f %8.2f %8d %10d %9d%n", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) / 60.0,
				measure.heap() / MEGABYTE, measure.entries(), visits, failures);
		this.heap.add(measure.heap());
	}

	private boolean isEmpty(ServerProcess server) {
		try {
			Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> server.measure().entries() == 0);
			this.out.println("no entries left");
			return true;
		}
		catch (ConditionTimeoutException ex) {
			this.out.println("left: " + server.measure().census());
			return false;
		}
	}

	// what the line through the samples rises by
	private double growth() {
		List<Long> samples = this.heap.subList(WARM_UP, this.heap.size());
		double middle = (samples.size() - 1) / 2.0;
		double mean = samples.stream().mapToLong(Long::longValue).average().orElse(0);
		double covariance = 0;
		double variance = 0;
		for (int i = 0; i < samples.size(); i++) {
			covariance += (i - middle) * (samples.get(i) - mean);
			variance += (i - middle) * (i - middle);
		}
		return covariance / variance * (samples.size() - 1);
	}

}
