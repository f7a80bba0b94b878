package io.p2p.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.p2p.benchmarks.BenchException;
import io.p2p.benchmarks.Machine;
import io.p2p.benchmarks.Server;
import io.p2p.benchmarks.ServerProcess;

/**
 * The processes of a contestant, and the Redis by which they are one.
 */
final class ServerGroup implements Server, AutoCloseable {

	// in /proc/net/tcp: a connection that is open
	private static final String ESTABLISHED = "01";

	private final List<ServerProcess> servers = new ArrayList<>();

	private final @Nullable RedisProcess redis;

	private ServerGroup(@Nullable RedisProcess redis) {
		this.redis = redis;
	}

	static ServerGroup start(ClusterContestant contestant, Machine machine) {
		ServerGroup group = new ServerGroup(contestant.hasRedis() ? RedisProcess.start(machine) : null);
		try {
			List<String> command = contestant.command(machine, (group.redis != null) ? group.redis.port() : 0);
			for (int i = 1; i <= contestant.nodes(); i++) {
				group.servers.add(ServerProcess.start(contestant.id() + "-" + i, command, machine));
			}
			return group;
		}
		catch (BenchException ex) {
			group.close();
			throw ex;
		}
	}

	List<Integer> ports() {
		return this.servers.stream().map(ServerProcess::port).toList();
	}

	@Override
	public double cpuSeconds() {
		return this.servers.stream().mapToDouble(ServerProcess::cpuSeconds).sum() + redisCpuSeconds();
	}

	@Override
	public double redisCpuSeconds() {
		return (this.redis != null) ? this.redis.cpuSeconds() : 0;
	}

	// several JVMs on one core, each with as much to compile as one alone, take far
	// longer
	// than what suffices for one
	@Override
	public double compilerCpuSeconds() {
		return this.servers.stream().mapToDouble(ServerProcess::compilersCpuSeconds).sum();
	}

	@Override
	public long residentBytes() {
		return this.servers.stream().mapToLong(ServerProcess::residentBytes).sum();
	}

	@Override
	public long collectGarbage() {
		return this.servers.stream().mapToLong(ServerProcess::collectGarbage).sum();
	}

	@Override
	public long allocatedBytes() {
		List<Long> bytes = this.servers.stream().map(ServerProcess::allocatedBytes).toList();
		return bytes.stream().anyMatch((each) -> each < 0) ? -1 : bytes.stream().mapToLong(Long::longValue).sum();
	}

	/**
	 * How many commands Redis has carried out, 0 where there is none.
	 */
	long redisCommands() {
		return (this.redis != null) ? this.redis.commands() : 0;
	}

	/**
	 * How many connections each of the servers has now, as the system sees it.
	 */
	List<Long> connections() {
		return ports().stream().map((port) -> connections("tcp", port) + connections("tcp6", port)).toList();
	}

	private static long connections(String table, int port) {
		String local = String.format(Locale.ROOT, ":%04X", port);
		try (Stream<String> lines = Files.lines(Path.of("/proc/net", table))) {
			return lines.map((line) -> line.strip().split(" +"))
				.filter((fields) -> fields[1].endsWith(local) && fields[3].equals(ESTABLISHED))
				.count();
		}
		catch (IOException ex) {
			throw new BenchException("No table of connections", ex);
		}
	}

	@Override
	public void close() {
		this.servers.forEach(ServerProcess::close);
		if (this.redis != null) {
			this.redis.close();
		}
	}

}
