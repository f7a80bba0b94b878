package io.p2p.client.stream;

import org.jspecify.annotations.Nullable;

import io.p2p.client.wire.EncodedEvent;

/**
 * The relay as the stream to one peer uses it.
 *
 * @since 0.1.0
 */
public interface RelayPath {

	/**
	 * Whether it has carried anything of this client, to whomever.
	 * @return whether it has
	 */
	boolean isUsed();

	/**
	 * Announce that the stream to a peer changes its path.
	 * @param peer its id
	 * @param epoch the epoch that begins
	 */
	void path(String peer, long epoch);

	/**
	 * Repeat an event that the link may have carried already.
	 * @param event the event
	 * @param peer whom it is for
	 * @param seq its number
	 */
	void repeat(EncodedEvent event, String peer, long seq);

	/**
	 * Go on with a transfer.
	 * @param transfer the transfer
	 * @param peer whom it is for
	 * @param offset where
	 */
	void upload(OutgoingTransfer transfer, String peer, int offset);

	/**
	 * Give a transfer up.
	 * @param transfer the transfer
	 * @param peer whom it was for
	 */
	void abort(OutgoingTransfer transfer, String peer);

	/**
	 * Tell a peer that the rest of its transfer is not wanted.
	 * @param peer its id
	 * @param id the number of the transfer
	 * @param code why, if it cannot be taken
	 */
	void stop(String peer, long id, @Nullable String code);

}
