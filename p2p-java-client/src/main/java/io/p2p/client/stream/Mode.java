package io.p2p.client.stream;

/**
 * Which paths events may take. Used in the loop of its room.
 *
 * @since 0.1.0
 */
public final class Mode {

	private boolean links;

	private boolean relay = true;

	/**
	 * Whether events take the links that are open.
	 * @return whether they do
	 */
	public boolean usesLinks() {
		return this.links;
	}

	/**
	 * Have events take the links that are open, or not.
	 * @param uses whether they do
	 */
	public void useLinks(boolean uses) {
		this.links = uses;
	}

	/**
	 * Whether events may pass the server.
	 * @return {@code false} in private mode
	 */
	public boolean usesRelay() {
		return this.relay;
	}

	/**
	 * Let events pass the server, or not.
	 * @param uses whether they may
	 */
	public void useRelay(boolean uses) {
		this.relay = uses;
	}

}
