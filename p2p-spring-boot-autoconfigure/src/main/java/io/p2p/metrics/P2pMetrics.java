package io.p2p.metrics;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.p2p.cluster.ClusterStatus;
import io.p2p.engineio.CloseReason;
import io.p2p.engineio.HandshakeOutcome;
import io.p2p.peer.Path;
import io.p2p.relay.MessageRelay;
import io.p2p.relay.RelayCounts;
import io.p2p.room.RoomManager;
import io.p2p.signaling.SignalRouter;
import io.p2p.signaling.SignalType;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.socketio.netty.ServerCounts;
import io.p2p.socketio.peer.PeerCounts;
import io.p2p.socketio.peer.PeerNamespaceHandler;

/**
 * Binds the gauges and counters of {@link P2pMeters}, which read the server's own counts
 * when a registry asks for them.
 *
 * @since 0.1.0
 */
public final class P2pMetrics implements MeterBinder {

	private final ServerCounts server;

	private final PeerCounts peers;

	private final RoomManager rooms;

	private final RelayCounts relay;

	private final SignalRouter signals;

	private final @Nullable ClusterStatus cluster;

	/**
	 * Create the binder.
	 * @param server the server
	 * @param peers the handler of the peers
	 * @param rooms the rooms of the server
	 * @param relay relays events
	 * @param signals routes signals
	 * @param cluster knows the servers that share rooms, {@code null} if there is one
	 */
	public P2pMetrics(P2pServer server, PeerNamespaceHandler peers, RoomManager rooms, MessageRelay relay,
			SignalRouter signals, @Nullable ClusterStatus cluster) {
		this.server = server.counts();
		this.peers = peers.counts();
		this.rooms = rooms;
		this.relay = relay.counts();
		this.signals = signals;
		this.cluster = cluster;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bindPeers(registry);
		bindConnections(registry);
		bindRelay(registry);
		bindRefusals(registry);
		if (this.cluster != null) {
			gauge(registry, P2pMeters.CLUSTER_NODES, Tags.empty(), this.cluster, (status) -> status.nodes().size());
		}
	}

	private void bindPeers(MeterRegistry registry) {
		gauge(registry, P2pMeters.PEERS, tags(P2pTag.KIND, "library"), this.peers, PeerCounts::library);
		gauge(registry, P2pMeters.PEERS, tags(P2pTag.KIND, "plain"), this.peers, PeerCounts::plain);
		gauge(registry, P2pMeters.PEERS, tags(P2pTag.KIND, "lost"), this.peers, PeerCounts::detached);
		gauge(registry, P2pMeters.ROOMS, Tags.empty(), this.rooms, (manager) -> manager.rooms().size());
		for (Path path : Path.values()) {
			gauge(registry, P2pMeters.LINKS, tags(P2pTag.PATH, path.wireName()), this.rooms,
					(manager) -> manager.rooms().stream().mapToLong((room) -> room.ways(path)).sum());
		}
	}

	private void bindConnections(MeterRegistry registry) {
		gauge(registry, P2pMeters.CONNECTIONS, tags(P2pTag.TRANSPORT, "websocket"), this.server,
				(counts) -> counts.connections(true));
		gauge(registry, P2pMeters.CONNECTIONS, tags(P2pTag.TRANSPORT, "polling"), this.server,
				(counts) -> counts.connections(false));
		gauge(registry, P2pMeters.QUEUE_BYTES, tags(P2pTag.STATE, "connected"), this.server, ServerCounts::queuedBytes);
		gauge(registry, P2pMeters.QUEUE_BYTES, tags(P2pTag.STATE, "lost"), this.peers, PeerCounts::queuedForDetached);
		gauge(registry, P2pMeters.QUEUE_HELD, Tags.empty(), this.server, ServerCounts::heldBytes);
		for (HandshakeOutcome outcome : HandshakeOutcome.values()) {
			counter(registry, P2pMeters.HANDSHAKES, tags(P2pTag.OUTCOME, outcome.wireName()), this.server,
					(counts) -> counts.handshakes(outcome));
		}
	}

	private void bindRelay(MeterRegistry registry) {
		for (SignalType type : SignalType.values()) {
			counter(registry, P2pMeters.SIGNALS, tags(P2pTag.TYPE, type.wireName()), this.signals,
					(router) -> router.signals(type));
		}
		counter(registry, P2pMeters.RELAY_MESSAGES, Tags.empty(), this.relay, RelayCounts::messages);
		counter(registry, P2pMeters.RELAY_BYTES, Tags.empty(), this.relay, RelayCounts::bytes);
		counter(registry, P2pMeters.RELAY_DELIVERIES, Tags.empty(), this.relay, RelayCounts::deliveries);
		counter(registry, P2pMeters.RELAY_DROPPED, Tags.empty(), this.relay, RelayCounts::dropped);
	}

	private void bindRefusals(MeterRegistry registry) {
		for (String reason : this.server.refusals().reasons()) {
			counter(registry, P2pMeters.REFUSALS, tags(P2pTag.REASON, reason), this.server.refusals(),
					(refusals) -> refusals.refused(reason));
		}
		counter(registry, P2pMeters.SLOW_CONSUMERS, tags(P2pTag.STATE, "connected"), this.server,
				(counts) -> counts.ended(CloseReason.SLOW_CONSUMER));
		counter(registry, P2pMeters.SLOW_CONSUMERS, tags(P2pTag.STATE, "lost"), this.peers, PeerCounts::dropped);
		counter(registry, P2pMeters.RATE_LIMITED, Tags.empty(), this.server,
				(counts) -> counts.ended(CloseReason.RATE_LIMITED));
	}

	private static Tags tags(P2pTag tag, String value) {
		return Tags.of(tag.asString(), value);
	}

	private static <T> void gauge(MeterRegistry registry, P2pMeters meter, Tags tags, T source,
			ToDoubleFunction<T> value) {
		Gauge.builder(meter.getName(), source, value)
			.tags(tags)
			.baseUnit(meter.getBaseUnit())
			.description(meter.getDescription())
			.register(registry);
	}

	private static <T> void counter(MeterRegistry registry, P2pMeters meter, Tags tags, T source,
			ToDoubleFunction<T> value) {
		FunctionCounter.builder(meter.getName(), source, value)
			.tags(tags)
			.baseUnit(meter.getBaseUnit())
			.description(meter.getDescription())
			.register(registry);
	}

}
