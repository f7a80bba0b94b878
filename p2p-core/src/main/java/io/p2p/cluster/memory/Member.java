package io.p2p.cluster.memory;

/**
 * What is known of a member of a room, or of one who has left.
 *
 * @param generation the generation of its session
 * @param number the number of its latest event that has one
 * @param lost whether it has lost its connection
 */
record Member(long generation, long number, boolean lost) {

}
