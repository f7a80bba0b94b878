package io.p2p.client.transport;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An event on its way to the server.
 *
 * @param id what it asks an acknowledgement with; -1 for none
 * @param json the event with its arguments as a JSON array
 * @param binaries the binaries that the JSON refers to
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares packets
public record OutgoingPacket(long id, byte[] json, List<ByteBuffer> binaries) {

}
