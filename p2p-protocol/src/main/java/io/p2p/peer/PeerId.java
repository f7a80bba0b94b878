package io.p2p.peer;

/**
 * Public id of a peer: the Socket.IO id of its connection to the peers' namespace,
 * {@code socket.id} in the JavaScript client. It is not the Engine.IO session id, which
 * is a secret.
 *
 * @param value the id as it goes over the wire
 * @since 0.1.0
 */
public record PeerId(String value) implements Comparable<PeerId> {

	@Override
	public int compareTo(PeerId other) {
		return this.value.compareTo(other.value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
