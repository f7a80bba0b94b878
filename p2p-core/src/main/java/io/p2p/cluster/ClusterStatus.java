package io.p2p.cluster;

import java.util.Set;

/**
 * How it is with the servers that share rooms, as this one knows it.
 *
 * @since 0.1.0
 */
public interface ClusterStatus {

	/**
	 * The name of this server.
	 * @return the name, another one each time it starts
	 */
	String node();

	/**
	 * The names of all servers that are alive.
	 * @return a snapshot
	 */
	Set<String> nodes();

	/**
	 * Whether what the servers share can be reached.
	 * @return {@code false} while events of peers have to wait for it
	 */
	boolean isAvailable();

	/**
	 * Whether this server runs alone, as it has not found what the servers share since
	 * its start. It joins the others when it does.
	 * @return {@code true} while it is alone; events of peers do not wait then
	 */
	boolean isAlone();

}
