package io.p2p.client.transport;

import java.util.List;

/**
 * An event of the server, or its acknowledgement of one.
 *
 * @param acknowledgement whether it is one
 * @param id what it asks an acknowledgement with, or is the acknowledgement of; -1 for
 * none
 * @param json the event with its arguments as a JSON array, or the arguments of an
 * acknowledgement
 * @param binaries the binaries that the JSON refers to
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares packets
public record Packet(boolean acknowledgement, long id, byte[] json, List<byte[]> binaries) {

}
