package io.p2p.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import org.jspecify.annotations.Nullable;

/**
 * All meters, as in the table of {@code docs/metrics.md}.
 *
 * @since 0.1.0
 */
public enum P2pMeters implements MeterDocumentation {

	/** Peers by their kind. */
	PEERS("p2p.peers", Meter.Type.GAUGE, null,
			"Peers: kind is library, plain, or lost for those who have lost their connection and may come back",
			P2pTag.KIND),

	/** Rooms. */
	ROOMS("p2p.rooms", Meter.Type.GAUGE, null,
			"Rooms that somebody is in; one of several servers counts at each that has peers in it"),

	/** Pairs of a sender and a receiver. */
	LINKS("p2p.links", Meter.Type.GAUGE, null,
			"Ways from one peer of this server to another peer of its room, each direction for itself: path is relay or "
					+ "webrtc",
			P2pTag.PATH),

	/** Connections. */
	CONNECTIONS("p2p.connections", Meter.Type.GAUGE, null,
			"Engine.IO sessions, of peers and of others: transport is websocket or polling", P2pTag.TRANSPORT),

	/** Bytes that wait for clients. */
	QUEUE_BYTES("p2p.queue.bytes", Meter.Type.GAUGE, BaseUnits.BYTES,
			"What waits to leave for clients, for each by itself: state is connected, or lost for what is kept for "
					+ "those who may come back",
			P2pTag.STATE),

	/** Bytes that are kept in memory. */
	QUEUE_HELD("p2p.queue.held.bytes", Meter.Type.GAUGE, BaseUnits.BYTES,
			"What counts against p2p.server.slow-consumer.max-total-queued: kept for clients who do not read, have not "
					+ "confirmed or are lost, once however many it waits for"),

	/** Handshakes. */
	HANDSHAKES("p2p.handshakes", Meter.Type.COUNTER, null,
			"Requests for a session: outcome is accepted, forbidden-origin, too-many-connections or "
					+ "too-many-handshakes",
			P2pTag.OUTCOME),

	/** Signals. */
	SIGNALS("p2p.signals", Meter.Type.COUNTER, null,
			"Signals passed on: type is offer, answer, candidate, closed or other", P2pTag.TYPE),

	/** Events by relay. */
	RELAY_MESSAGES("p2p.relay.messages", Meter.Type.COUNTER, null,
			"Events, answers and parts of large events by relay, each once however many receive it"),

	/** The size of events by relay. */
	RELAY_BYTES("p2p.relay.bytes", Meter.Type.COUNTER, BaseUnits.BYTES,
			"The size of their arguments and attachments, as they came from the senders"),

	/** Receivers of events by relay. */
	RELAY_DELIVERIES("p2p.relay.deliveries", Meter.Type.COUNTER, null, "What was sent to receivers, each for itself"),

	/** Volatile events that are dropped. */
	RELAY_DROPPED("p2p.relay.dropped", Meter.Type.COUNTER, null,
			"Volatile events that a receiver of this server did not get as it was lost or did not read, each for itself, "
					+ "and those that a handler did not get as it was busy with an earlier event"),

	/** The time in the relay. */
	RELAY_LATENCY("p2p.relay.latency", Meter.Type.TIMER, null,
			"From an event's arrival until it was handed to the sessions of its receivers, with the time in handlers; "
					+ "without parts"),

	/** The time in handlers. */
	HANDLER("p2p.handler", Meter.Type.TIMER, null,
			"Calls of handler methods until their result is there: event and method are those of the annotation, "
					+ "outcome is success, refused or failed",
			P2pTag.EVENT, P2pTag.METHOD, P2pTag.OUTCOME, P2pTag.ERROR),

	/** Handlers at work. */
	HANDLER_ACTIVE("p2p.handler.active", Meter.Type.LONG_TASK_TIMER, null,
			"Calls of handler methods that go on now: outcome is running", P2pTag.EVENT, P2pTag.METHOD, P2pTag.OUTCOME),

	/** Attempts to open a link. */
	UPGRADES("p2p.upgrades", Meter.Type.COUNTER, null,
			"Attempts to open a link, as clients report: outcome is success or failure", P2pTag.OUTCOME),

	/** The time that a link takes to open. */
	UPGRADE_TIME("p2p.upgrade.time", Meter.Type.TIMER, null,
			"How long links took to open, as clients report; those that failed are left out"),

	/** Refusals. */
	REFUSALS("p2p.refusals", Meter.Type.COUNTER, null,
			"Requests that were refused: reason is the code of the error, other for an application's own codes, "
					+ "or connect-refused for a client that may not connect to a namespace",
			P2pTag.REASON),

	/** Slow consumers. */
	SLOW_CONSUMERS("p2p.slow.consumers", Meter.Type.COUNTER, null,
			"Clients given up because too much waited for them: state is connected for those who did not read, "
					+ "lost for those who might have come back",
			P2pTag.STATE),

	/** Clients over their rate. */
	RATE_LIMITED("p2p.rate.limited", Meter.Type.COUNTER, null,
			"Connections ended because their clients sent far more than p2p.limits lets them"),

	/** Servers that share rooms. */
	CLUSTER_NODES("p2p.cluster.nodes", Meter.Type.GAUGE, null, "Servers that share rooms, as this one knows them"),

	/** The round trip to Redis. */
	CLUSTER_APPEND("p2p.cluster.append", Meter.Type.TIMER, null,
			"From when a batch of entries was sent to Redis until it was in the room's log, or refused; with the "
					+ "replicas' answers if these are waited for"),

	/** Entries that are appended together. */
	CLUSTER_BATCH("p2p.cluster.batch", Meter.Type.DISTRIBUTION_SUMMARY, null,
			"How many entries were appended in one batch: what happens in a room, events by relay above all"),

	/** How far this server is behind. */
	CLUSTER_LAG("p2p.cluster.lag", Meter.Type.TIMER, null,
			"From when another server's batch was in the log until it was taken here, by the clock of Redis in whole "
					+ "milliseconds"),

	/** Publications that were missing. */
	CLUSTER_GAPS("p2p.cluster.gaps", Meter.Type.COUNTER, null,
			"How often a log was read because a publication of Redis was missing, or the subscription was"),

	/** Logs that were lost. */
	CLUSTER_LOSSES("p2p.cluster.losses", Meter.Type.COUNTER, null,
			"Rooms whose log has lost entries, or all of them: their peers begin anew"),

	/** Sessions that have come from other servers. */
	CLUSTER_TAKEOVERS("p2p.cluster.takeovers", Meter.Type.COUNTER, null,
			"Sessions of another server that go on at this one");

	private final String name;

	private final Meter.Type type;

	private final @Nullable String baseUnit;

	private final String description;

	@SuppressWarnings("ImmutableEnumChecker") // handed out as a copy
	private final P2pTag[] tags;

	P2pMeters(String name, Meter.Type type, @Nullable String baseUnit, String description, P2pTag... tags) {
		this.name = name;
		this.type = type;
		this.baseUnit = baseUnit;
		this.description = description;
		this.tags = tags;
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public Meter.Type getType() {
		return this.type;
	}

	@Override
	public @Nullable String getBaseUnit() {
		return this.baseUnit;
	}

	/**
	 * What is measured, and the values of its tags.
	 * @return the description
	 */
	public String getDescription() {
		return this.description;
	}

	@Override
	public KeyName[] getKeyNames() {
		return this.tags.clone();
	}

}
