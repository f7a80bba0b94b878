package io.p2p.client.mesh;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.p2p.client.link.Connections;
import io.p2p.client.link.Link;
import io.p2p.client.link.LinkSettings;
import io.p2p.client.link.LinkState;
import io.p2p.client.link.PeerConnection;
import io.p2p.client.loop.Loop;
import io.p2p.client.rtc.RtcConfiguration;
import io.p2p.client.rtc.RtcConfiguration.IceServer;
import io.p2p.client.stream.StreamPosition;
import io.p2p.client.wire.Json;

/**
 * Opens the links of a mesh, and opens those anew that were lost. Used in its loop.
 */
final class Linker {

	private static final double FIRST_RETRY_MS = 500;

	private static final double LAST_RETRY_MS = 30_000;

	private final LinkSettings settings;

	private final Loop loop;

	private final Connections connections;

	private final Signals signals;

	private final Map<String, Member> members;

	private final Set<String> planned;

	private final MemberEvents events;

	private String ownId = "";

	private List<IceServer> iceServers = List.of();

	/**
	 * Create a linker.
	 * @param members those of the room, by their ids
	 * @param planned the ids of those to hold a link with
	 */
	Linker(LinkSettings settings, Connections connections, Signals signals, Map<String, Member> members,
			Set<String> planned, MemberEvents events) {
		this.settings = settings;
		this.loop = settings.loop();
		this.connections = connections;
		this.signals = signals;
		this.members = members;
		this.planned = planned;
		this.events = events;
	}

	Loop loop() {
		return this.loop;
	}

	Signals signals() {
		return this.signals;
	}

	MemberEvents events() {
		return this.events;
	}

	/**
	 * This client is in the room.
	 */
	void joined(String id) {
		this.ownId = id;
	}

	/**
	 * Use other ICE servers, also for links that are open.
	 */
	void useIceServers(List<IceServer> servers) {
		this.iceServers = servers;
		for (Member member : this.members.values()) {
			if (member.link() != null) {
				member.link().connection().configure(configuration());
			}
		}
	}

	private RtcConfiguration configuration() {
		return new RtcConfiguration(this.iceServers, this.settings.relayOnly());
	}

	// whether this client makes the offers to a member
	boolean initiates(Member member) {
		return this.ownId.compareTo(member.id()) > 0;
	}

	// the connection for another link with a member
	private PeerConnection choose(Member member, @Nullable String offerId) {
		List<PeerConnection> known = this.connections.to(member.id());
		known.stream()
			.filter((one) -> !one.fits(this.settings))
			.forEach((one) -> one.offered().decline(this.settings.room()));
		known.removeIf((one) -> !one.fits(this.settings));
		PeerConnection found = null;
		for (PeerConnection one : known) {
			// one that goes on for other rooms, while a link on it has failed twice,
			// is of no use to this one
			boolean usable = (offerId != null) ? one.offerId() == null : one.offered().has(this.settings.room())
					|| member.failures() < 2 || !String.valueOf(one.offerId()).equals(member.lastOfferId());
			if (usable && (found == null || one.offered().has(this.settings.room()))) {
				found = one;
			}
		}
		if (found != null) {
			return found;
		}
		boolean initiator = initiates(member);
		boolean starts = initiator && offerId == null;
		String name = starts ? newOfferId() : offerId;
		return new PeerConnection(member.id(), initiator, name, starts, this.settings, configuration(),
				this.connections);
	}

	private String newOfferId() {
		return Long.toString((long) (this.loop.random() * Long.MAX_VALUE), Character.MAX_RADIX);
	}

	/**
	 * A peer has opened a channel for this room.
	 */
	void offered(PeerConnection connection) {
		Member member = this.members.get(connection.peerId());
		// if a link with it is planned later, that takes it
		if (member == null || !this.planned.contains(member.id())) {
			return;
		}
		Link link = member.link();
		if (link != null && link.connection() == connection && link.channel() == null) {
			connection.offered().give(link);
		}
		else if (connection.fits(this.settings)) {
			open(member, null, connection);
		}
		else {
			connection.offered().decline(this.settings.room());
		}
	}

	void open(Member member) {
		open(member, null, null);
	}

	private void open(Member member, @Nullable String offerId, @Nullable PeerConnection on) {
		this.connections.whenOffered(this.settings.room(), this::offered);
		member.retry().stop();
		Link replaced = member.link();
		member.forgetLink();
		// what is on its way by the old link counts no more
		member.outgoing().follow(null);
		MemberLink its = new MemberLink(this, member);
		try {
			PeerConnection connection = (on != null) ? on : choose(member, offerId);
			Link link = new Link(connection, this.settings, its);
			member.link(link);
			link.begin();
			// another one of this room on the same connection is not to close it
			close(replaced);
			connection.offered().give(link);
		}
		catch (RuntimeException ex) {
			close(replaced);
			lose(member);
			// later: the caller may be in the midst of opening the links of a plan
			this.loop.execute(() -> couldNotBegin(member, offerId, its, ex));
		}
	}

	private static void close(@Nullable Link link) {
		if (link != null) {
			link.close(true);
		}
	}

	private void couldNotBegin(Member member, @Nullable String offerId, MemberLink its, RuntimeException cause) {
		if (!this.planned.contains(member.id())) {
			return;
		}
		// the other end is not to wait for the link
		String name = (offerId != null || !initiates(member)) ? offerId : newOfferId();
		if (name != null) {
			its.signal(name, Json.object().put("closed", true));
		}
		this.events.changed();
		its.failed(cause);
	}

	/**
	 * Take a signal of a member for a link, or for one that is to be.
	 */
	void signal(Member member, String offerId, JsonNode signal) {
		Link link = member.link();
		// also one that another room has made
		for (PeerConnection one : this.connections.to(member.id())) {
			if (offerId.equals(one.offerId())) {
				one.signal(this.settings.room(), offerId, signal);
				return;
			}
		}
		boolean awaitsOffer = link != null && link.connection().offerId() == null;
		if (signal.path("closed").asBoolean(false)) {
			// the other end could not even make the first offer
			if (link != null && awaitsOffer && !offerId.equals(member.lastOfferId())) {
				link.ended();
			}
			return;
		}
		// a late signal of an earlier link; or an offer that met our own, on which the
		// impolite end insists
		boolean insists = initiates(member) && link != null && link.state() == LinkState.OPENING;
		if (!signal.path("description").path("type").asString("").equals("offer") || insists) {
			return;
		}
		if (!awaitsOffer) {
			open(member, offerId, null);
		}
		Link opened = member.link();
		if (opened != null) {
			opened.connection().signal(this.settings.room(), offerId, signal);
		}
	}

	/**
	 * Try at once, without waiting, to link with a member.
	 */
	void retry(Member member) {
		member.failures(0);
		if (initiates(member)) {
			open(member);
		}
	}

	/**
	 * Where a stream to a member begins, who may have been here under the same id.
	 */
	StreamPosition start(String id) {
		return this.connections.position(this.settings.room(), id);
	}

	/**
	 * A member is not here any more.
	 */
	void ended(Member member) {
		this.connections.ended(this.settings.room(), member.id(), member.outgoing().position());
	}

	void leave() {
		this.connections.leave(this.settings.room());
	}

	// a link is closed; while it is planned it is tried again, by the end that makes
	// the offer
	void lose(Member member) {
		member.forgetLink();
		boolean wanted = this.planned.contains(member.id());
		member.giveUp(wanted);
		if (!wanted) {
			return;
		}
		double delayMs = Math.min(FIRST_RETRY_MS * Math.pow(2, member.failures()), LAST_RETRY_MS);
		member.failures(member.failures() + 1);
		if (initiates(member)) {
			member.retry().start(delayMs * (0.5 + this.loop.random()), () -> {
				if (this.planned.contains(member.id()) && member.link() == null) {
					open(member);
				}
			});
		}
	}

}
