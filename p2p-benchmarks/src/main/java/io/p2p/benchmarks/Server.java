package io.p2p.benchmarks;

/**
 * Whatever serves a load, in one process or in several.
 *
 * @since 0.1.0
 */
public interface Server {

	/**
	 * CPU time that all its processes have used, user and system.
	 * @return seconds
	 */
	double cpuSeconds();

	/**
	 * CPU time of that which its Redis has used.
	 * @return seconds, 0 where it has none
	 */
	default double redisCpuSeconds() {
		return 0;
	}

	/**
	 * CPU time of that which its compilers have used, where a load is to go on until they
	 * have little left to do.
	 * @return seconds, 0 where that is not asked for
	 */
	default double compilerCpuSeconds() {
		return 0;
	}

	/**
	 * Memory that the system gave to its processes.
	 * @return bytes
	 */
	long residentBytes();

	/**
	 * Collect garbage.
	 * @return bytes of heap in use thereafter
	 */
	long collectGarbage();

	/**
	 * What its threads have allocated since its start.
	 * @return bytes, less than 0 if it cannot tell
	 */
	long allocatedBytes();

}
