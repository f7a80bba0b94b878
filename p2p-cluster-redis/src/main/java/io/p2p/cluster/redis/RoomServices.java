package io.p2p.cluster.redis;

/**
 * What rooms work with.
 *
 * @param node the name of this server
 * @param options the options of the store
 * @param threads where they work
 * @param requests asks Redis
 * @param channels brings what is published
 * @param reader reads logs
 * @param loader loads rooms
 * @param gate waits for replicas
 * @param writers numbers batches
 * @param publish the command that publishes
 */
record RoomServices(String node, RedisClusterOptions options, StoreThreads threads, Requests requests,
		Channels channels, RoomReader reader, RoomLoader loader, ReplicaGate gate, Writers writers, String publish) {

}
