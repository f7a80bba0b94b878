package io.p2p.client.transport;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An event on its way to the server, or the acknowledgement of one of the server's.
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
public record OutgoingPacket(boolean acknowledgement, long id, byte[] json, List<ByteBuffer> binaries) {

}
