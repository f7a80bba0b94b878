package io.p2p.cluster.redis;

import io.p2p.cluster.redis.connection.RedisLinks;
import io.p2p.cluster.redis.connection.ReplicaGate;
import io.p2p.cluster.redis.connection.StoreThreads;

/**
 * What rooms work with.
 *
 * @param node the name of this server
 * @param options the options of the store
 * @param threads where they work
 * @param links asks Redis, and brings what is published
 * @param reader reads logs
 * @param gate waits for replicas
 * @param writers numbers batches
 */
record RoomServices(String node, RedisClusterOptions options, StoreThreads threads, RedisLinks links, RoomReader reader,
		ReplicaGate gate, Writers writers) {

	/**
	 * The command that publishes.
	 */
	String publish() {
		return this.links.sharded() ? "SPUBLISH" : "PUBLISH";
	}

}
