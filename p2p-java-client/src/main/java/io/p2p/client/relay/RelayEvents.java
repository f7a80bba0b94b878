package io.p2p.client.relay;

import java.util.List;

import io.p2p.client.session.Lost;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.ServerEvent;

/**
 * What the relay tells its room.
 *
 * @since 0.1.0
 */
public interface RelayEvents {

	/**
	 * The server has let this client in.
	 * @param welcome its answer
	 */
	void joined(Fields welcome);

	/**
	 * The server does not let this client in, or has taken it out.
	 */
	void refused();

	/**
	 * This client was away for too long. A join follows.
	 * @param lost what is lost with it
	 */
	void ended(Lost lost);

	/**
	 * The server tells something of the room, or a peer does through it.
	 * @param event what it is
	 */
	void received(ServerEvent event);

	/**
	 * A volatile event has come.
	 * @param header its header
	 * @param rest the arguments behind it, a JSON array
	 * @param binaries the binaries that they refer to
	 */
	void receivedVolatile(Fields header, byte[] rest, List<byte[]> binaries);

	/**
	 * The server did not pass a signal on.
	 * @param failure why
	 */
	void signalRefused(Failure failure);

	/**
	 * The server refused an event.
	 * @param failure why
	 * @param ack the question that it asked, 0 for none
	 */
	void failed(Failure failure, long ack);

	/**
	 * Something could not be done.
	 * @param failure what, and why
	 */
	void report(Failure failure);

	/**
	 * Nobody connects the client any more: no question can be answered.
	 * @param failure why
	 */
	void abandoned(Failure failure);

}
