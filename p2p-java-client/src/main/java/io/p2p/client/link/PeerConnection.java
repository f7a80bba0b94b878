package io.p2p.client.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.loop.Timer;
import io.p2p.client.rtc.RtcChannel;
import io.p2p.client.rtc.RtcConfiguration;
import io.p2p.client.rtc.RtcConnection;
import io.p2p.client.rtc.RtcConnection.Candidate;
import io.p2p.client.rtc.RtcConnection.State;
import io.p2p.client.wire.Failure;

/**
 * One connection to a peer, with the links of all rooms that the two share: two channels
 * for each. Those of the first room are there from the start, those of the others the end
 * opens that makes the offers. Used in its loop.
 *
 * @since 0.1.0
 */
public final class PeerConnection {

	/** The pair that is there at both ends without a word. */
	static final String FIRST_PAIR = "0";

	private final String peerId;

	private final boolean initiator;

	private final boolean starts;

	private final LinkSettings settings;

	private final Connections connections;

	private final RtcConnection rtc;

	private final Negotiation negotiation;

	private final Timer timer;

	private final Map<String, Link> links = new LinkedHashMap<>();

	private final OfferedChannels offered = new OfferedChannels();

	private @Nullable String offerId;

	// the room whose channels need no word
	private @Nullable String firstRoom;

	// whether it was time for the channels of the first room
	private boolean hasChannels;

	// how many have been opened by a word
	private int pairs;

	private State state = State.NEW;

	private boolean wasConnected;

	// whether another way through the network is being looked for
	private boolean recovering;

	private boolean closed;

	/**
	 * Make a connection.
	 * @param peerId the other end
	 * @param initiator whether it is for this end to make the first offer
	 * @param offerId its name; {@code null} while this end waits for the first offer
	 * @param starts whether the first offer is this end's
	 * @param settings of the room that makes it
	 * @param configuration what it uses to find its way
	 * @param connections those of the client
	 * @throws RuntimeException if there can be none
	 */
	public PeerConnection(String peerId, boolean initiator, @Nullable String offerId, boolean starts,
			LinkSettings settings, RtcConfiguration configuration, Connections connections) {
		this.peerId = peerId;
		this.initiator = initiator;
		this.offerId = offerId;
		this.starts = starts;
		this.settings = settings;
		this.connections = connections;
		this.hasChannels = starts;
		this.timer = new Timer(settings.loop());
		this.rtc = settings.engine()
			.connect(configuration, new RtcEvents(settings.loop(), this::found, this::follow, this::opened));
		this.negotiation = new Negotiation(this.rtc, settings.loop(), !initiator, new ConnectionNegotiation(this));
	}

	/**
	 * The other end.
	 * @return its id
	 */
	public String peerId() {
		return this.peerId;
	}

	/**
	 * Its name in signals.
	 * @return the name; {@code null} while this end waits for the first offer
	 */
	public @Nullable String offerId() {
		return this.offerId;
	}

	/**
	 * The channels that the other end has opened, and no room has taken.
	 * @return the channels
	 */
	public OfferedChannels offered() {
		return this.offered;
	}

	boolean isInitiator() {
		return this.initiator;
	}

	boolean wasConnected() {
		return this.wasConnected;
	}

	boolean isRecovering() {
		return this.recovering;
	}

	boolean isConnected() {
		return this.state == State.CONNECTED;
	}

	int maxMessageSize() {
		return this.negotiation.maxMessageSize();
	}

	/**
	 * Whether it is one that a room would make with these settings.
	 * @param its the settings of the room
	 * @return whether the room may use it
	 */
	public boolean fits(LinkSettings its) {
		return this.settings.fits(its);
	}

	/**
	 * Carry a link from now on, in the place of the one there was of its room.
	 */
	void attach(Link link) {
		boolean isFirst = this.starts && this.firstRoom == null;
		if (isFirst) {
			this.firstRoom = link.room();
		}
		this.links.put(link.room(), link);
		this.connections.add(this);
		if (this.initiator && this.firstRoom != null) {
			openChannels(link, isFirst ? FIRST_PAIR : String.valueOf(++this.pairs));
		}
		if (isFirst) {
			this.negotiation.offer(false);
		}
	}

	private void openChannels(Link link, String pair) {
		boolean known = pair.equals(FIRST_PAIR);
		String suffix = known ? "" : ":" + pair + ":" + link.room();
		link.take(this.rtc.open("p2p" + suffix, true, known ? 0 : -1), false, pair);
		link.take(this.rtc.open("p2p-volatile" + suffix, false, known ? 1 : -1), true, pair);
	}

	/**
	 * Carry a link no more. Without links the connection is closed.
	 * @return whether it has been closed by that
	 */
	boolean detach(Link link) {
		this.links.remove(link.room(), link);
		if (!this.links.isEmpty()) {
			// an offer that went by the room may be lost with it
			if (this.rtc.isOffering()) {
				this.negotiation.tell();
			}
			return false;
		}
		this.timer.stop();
		this.closed = true;
		this.rtc.close();
		this.connections.remove(this);
		return true;
	}

	/**
	 * Take a signal of the other end, which has come in a room; the first one names the
	 * connection.
	 * @param room the name of the room
	 * @param id the name of the connection
	 * @param signal the signal
	 */
	public void signal(String room, String id, JsonNode signal) {
		this.offerId = (this.offerId != null) ? this.offerId : id;
		this.firstRoom = (this.firstRoom != null) ? this.firstRoom : room;
		if (signal.path("closed").asBoolean(false)) {
			all().forEach(Link::ended);
		}
		else if (!this.negotiation.accept(signal)) {
			Link link = this.links.get(room);
			if (link != null) {
				link.report(Failure.of("bad-signal", "a peer sent a bad signal"));
			}
		}
	}

	/**
	 * Use other ICE servers when it looks for a way again.
	 * @param configuration the servers
	 */
	public void configure(RtcConfiguration configuration) {
		this.rtc.configure(configuration);
	}

	/**
	 * The links that it carries.
	 */
	List<Link> all() {
		return new ArrayList<>(this.links.values());
	}

	void fail(@Nullable Throwable cause) {
		all().forEach((link) -> link.lose(cause));
	}

	// has the links follow what WebRTC says of the connection
	private void follow(State now) {
		if (this.closed) {
			return;
		}
		this.state = now;
		if (now == State.FAILED && this.recovering && !this.wasConnected) {
			fail(null);
		}
		else if (now == State.FAILED || now == State.DISCONNECTED) {
			recover();
		}
		else {
			if (now == State.CONNECTED) {
				this.wasConnected = true;
				this.recovering = false;
				this.timer.stop();
			}
			all().forEach(Link::follow);
		}
	}

	// looks for another way through the network, once; the time for that is limited
	private void recover() {
		all().forEach(Link::interrupt);
		if (this.recovering) {
			return;
		}
		this.recovering = true;
		this.timer.start(this.settings.iceTimeoutMs(), () -> fail(null));
		// it is enough if one end restarts ICE: the one that made the first offer
		if (this.initiator) {
			this.negotiation.offer(true);
		}
	}

	void sendSignal(ObjectNode signal) {
		// in a room that the other end knows of as well
		Link link = all().stream()
			.filter((one) -> one.state() != LinkState.OPENING)
			.findFirst()
			.orElse(all().stream().findFirst().orElse(null));
		String id = this.offerId;
		if (id != null && link != null && !link.sendSignal(id, signal)) {
			fail(new IllegalStateException("a signal is more than the server takes"));
		}
	}

	private void found(Candidate candidate) {
		this.negotiation.found(candidate);
	}

	/**
	 * An offer of the other end has been taken: now this end opens its channels.
	 */
	void answering() {
		Link link = (this.hasChannels || this.firstRoom == null) ? null : this.links.get(this.firstRoom);
		this.hasChannels = true;
		if (link != null) {
			openChannels(link, FIRST_PAIR);
		}
	}

	boolean isClosed() {
		return this.closed;
	}

	private void opened(RtcChannel channel) {
		OfferedChannels.Offered one = (this.initiator || this.closed) ? null : this.offered.add(channel);
		if (one == null) {
			channel.close();
			return;
		}
		Link link = this.links.get(one.room());
		if (one.isVolatile() && link != null) {
			this.offered.give(link);
		}
		else {
			this.connections.offered(one.room(), this);
		}
	}

}
