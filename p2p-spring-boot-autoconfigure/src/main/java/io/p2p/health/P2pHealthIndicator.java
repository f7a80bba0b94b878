package io.p2p.health;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.p2p.cluster.ClusterStatus;
import io.p2p.engineio.CloseReason;
import io.p2p.room.RoomManager;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.socketio.peer.PeerNamespaceHandler;

/**
 * Health of the Socket.IO server: UP while it listens, DOWN if it should and does not,
 * UNKNOWN if it does not start with the application (as in a test without a web
 * environment), OUT_OF_SERVICE while it stops gracefully, or cannot reach what it shares
 * with other servers. One that runs alone, as it has not found them yet, is UP. It shows
 * port, peers and rooms.
 *
 * @since 0.1.0
 */
public class P2pHealthIndicator extends AbstractHealthIndicator {

	private final P2pServer server;

	private final PeerNamespaceHandler peers;

	private final RoomManager rooms;

	private final @Nullable ClusterStatus cluster;

	/**
	 * Create an indicator.
	 * @param server the server
	 * @param peers the handler of the peers
	 * @param rooms the rooms of the server
	 * @param cluster how it is with the servers that share rooms, {@code null} for one
	 * process
	 */
	public P2pHealthIndicator(P2pServer server, PeerNamespaceHandler peers, RoomManager rooms,
			@Nullable ClusterStatus cluster) {
		super("The health check of the P2P server failed");
		this.cluster = cluster;
		this.server = server;
		this.peers = peers;
		this.rooms = rooms;
	}

	private Status status() {
		if (!this.server.isListening()) {
			// not started on purpose, as in a test without a server
			return this.server.isAutoStartup() ? Status.DOWN : Status.UNKNOWN;
		}
		boolean cutOff = this.cluster != null && !this.cluster.isAvailable();
		return (this.server.isDraining() || cutOff) ? Status.OUT_OF_SERVICE : Status.UP;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.status(status())
			.withDetail("port", this.server.port())
			.withDetail("peers", this.peers.peers().size())
			.withDetail("lostPeers", this.peers.counts().detached())
			.withDetail("rooms", this.rooms.rooms().size())
			.withDetail("slowConsumers", this.server.ended(CloseReason.SLOW_CONSUMER) + this.peers.counts().dropped())
			.withDetail("rateLimited", this.server.ended(CloseReason.RATE_LIMITED));
		if (this.cluster != null) {
			builder.withDetail("node", this.cluster.node())
				.withDetail("nodes", this.cluster.nodes().stream().sorted().toList())
				.withDetail("redis", this.cluster.isAvailable() && !this.cluster.isAlone())
				.withDetail("alone", this.cluster.isAlone());
		}
	}

}
