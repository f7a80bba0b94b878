package io.p2p.health;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import io.p2p.client.P2pException;
import io.p2p.client.P2pListener;
import io.p2p.client.P2pPeer;
import io.p2p.client.RemotePeer;

/**
 * Health of an application as a peer of another server: UP while it is in its room, also
 * while it connects again and nobody has seen it leave; DOWN before, when the server has
 * refused it, and when it was away for too long. It shows the room, and how many peers
 * and links there are; while it is DOWN, what went wrong last.
 *
 * @since 0.1.0
 */
public class P2pClientHealthIndicator extends AbstractHealthIndicator implements P2pListener {

	private final Supplier<P2pPeer> peer;

	private volatile @Nullable String error;

	/**
	 * Create an indicator, which is a listener of the peer as well.
	 * @param peer the peer, asked for when health is
	 */
	public P2pClientHealthIndicator(Supplier<P2pPeer> peer) {
		super("The health check of the P2P client failed");
		this.peer = peer;
	}

	@Override
	public void joined(String peerId) {
		this.error = null;
	}

	@Override
	public void failed(P2pException failure) {
		this.error = failure.getMessage();
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		P2pPeer its = this.peer.get();
		List<RemotePeer> others = its.peers();
		builder.withDetail("room", its.room())
			.withDetail("peers", others.size())
			.withDetail("links", others.stream().filter(RemotePeer::linked).count());
		if (its.id().isPresent()) {
			builder.up();
			return;
		}
		builder.down();
		String last = this.error;
		if (last != null) {
			builder.withDetail("error", last);
		}
	}

}
