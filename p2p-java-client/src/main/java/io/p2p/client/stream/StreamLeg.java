package io.p2p.client.stream;

/**
 * A transfer that has parts still to be sent.
 */
final class StreamLeg {

	private final OutgoingTransfer transfer;

	private final boolean secret;

	private int offset;

	StreamLeg(OutgoingTransfer transfer, boolean secret) {
		this.transfer = transfer;
		this.secret = secret;
	}

	OutgoingTransfer transfer() {
		return this.transfer;
	}

	boolean secret() {
		return this.secret;
	}

	/**
	 * The part that is next.
	 */
	StreamItem next() {
		return new StreamItem(Frame.PART, this.transfer.message(), this.transfer, this.offset, this.secret);
	}

	/**
	 * Go on behind that.
	 * @return whether it was the last
	 */
	boolean advance() {
		this.offset += StreamItem.PART_BYTES;
		return this.offset >= this.transfer.total();
	}

}
