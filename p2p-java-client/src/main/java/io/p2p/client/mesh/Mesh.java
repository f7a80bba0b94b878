package io.p2p.client.mesh;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.p2p.client.link.Connections;
import io.p2p.client.link.Link;
import io.p2p.client.link.LinkSettings;
import io.p2p.client.link.LinkState;
import io.p2p.client.loop.Loop;
import io.p2p.client.rtc.RtcConfiguration.IceServer;
import io.p2p.client.stream.Mode;
import io.p2p.client.stream.RelayPath;
import io.p2p.client.stream.Route.Reach;
import io.p2p.client.stream.StreamPosition;
import io.p2p.client.wire.Failure;

/**
 * The other members of a room. Used in its loop.
 *
 * @since 0.1.0
 */
public final class Mesh {

	private final Map<String, Member> members = new LinkedHashMap<>();

	private final Loop loop;

	private final Mode mode;

	private final RelayPath relay;

	private final MemberEvents events;

	// the ids of the peers to hold a link with
	private final Set<String> planned = new HashSet<>();

	private final @Nullable Linker linker;

	/**
	 * Create a mesh without members.
	 * @param loop its loop
	 * @param mode which paths events may take
	 * @param relay the path through the server
	 * @param links what links take; {@code null} for a client that has none
	 * @param events is told what members do
	 */
	public Mesh(Loop loop, Mode mode, RelayPath relay, @Nullable Links links, MemberEvents events) {
		this.loop = loop;
		this.mode = mode;
		this.relay = relay;
		this.events = events;
		this.linker = (links != null)
				? new Linker(links.settings(), links.connections(), links.signals(), this.members, this.planned, events)
				: null;
	}

	/**
	 * This client is in the room.
	 * @param id its id
	 * @param servers the ICE servers that the server names
	 */
	public void joined(String id, List<IceServer> servers) {
		if (this.linker != null) {
			this.linker.joined(id);
			this.linker.useIceServers(servers);
		}
	}

	/**
	 * Use other ICE servers.
	 * @param servers the servers
	 */
	public void useIceServers(List<IceServer> servers) {
		if (this.linker != null) {
			this.linker.useIceServers(servers);
		}
	}

	/**
	 * Take over the server's plan.
	 * @param ids the ids of all peers to hold a link with
	 */
	public void plan(List<String> ids) {
		this.planned.clear();
		if (this.linker != null) {
			this.planned.addAll(ids);
		}
		reconcile();
	}

	// opens the links that the plan names and closes the others
	private void reconcile() {
		for (Member member : members()) {
			Link link = member.link();
			if (!this.planned.contains(member.id())) {
				member.giveUp(false);
				member.failures(0);
				if (link != null) {
					// the server, which carries no signals between the two any more,
					// has told the other end
					link.close(false);
				}
			}
			else if (member.info().deaf()) {
				member.giveUp(true);
			}
			else if (link == null && !member.gaveUp() && this.linker != null) {
				this.linker.open(member);
			}
		}
		this.events.changed();
	}

	/**
	 * Take a signal of a peer.
	 * @param peer its id
	 * @param offerId the name of the connection
	 * @param signal the signal
	 */
	public void signal(String peer, @Nullable String offerId, @Nullable JsonNode signal) {
		Member member = this.members.get(peer);
		// the plan has changed since the peer sent the signal
		if (member == null || !this.planned.contains(peer) || this.linker == null) {
			return;
		}
		if (offerId != null && signal != null && signal.isObject()) {
			this.linker.signal(member, offerId, signal);
		}
		else {
			this.events.report(Failure.of("bad-signal", "a peer sent a bad signal").peer(peer));
		}
	}

	/**
	 * The server did not pass a signal on.
	 * @param failure why
	 */
	public void signalRefused(Failure failure) {
		// whoever has gone, or is to have no link any more, is told of otherwise
		if (failure.code().equals("unknown-peer")) {
			return;
		}
		Member member = (failure.peerId() != null) ? this.members.get(failure.peerId()) : null;
		Link link = (member != null) ? member.link() : null;
		if (link != null && link.state() == LinkState.OPENING) {
			link.fail(new IllegalStateException(failure.code() + ": " + failure.message()));
		}
		else {
			this.events.report(failure);
		}
	}

	/**
	 * Try at once, without waiting, to link with a peer that is back.
	 * @param peer its id
	 */
	public void retry(String peer) {
		Member member = this.members.get(peer);
		if (member != null && this.planned.contains(peer) && member.link() == null && !member.info().deaf()
				&& this.linker != null) {
			this.linker.retry(member);
		}
	}

	/**
	 * Whether every planned link is open or was given up.
	 * @return whether nothing is to come yet
	 */
	public boolean isComplete() {
		return this.planned.stream().allMatch((id) -> {
			Member member = this.members.get(id);
			return member != null && (member.gaveUp() || member.isLinked());
		});
	}

	/**
	 * Whether any link is open.
	 * @return whether one is
	 */
	public boolean isLinked() {
		return this.members.values().stream().anyMatch(Member::isLinked);
	}

	/**
	 * Have every stream take the path that the links and the mode ask for now.
	 */
	public void follow() {
		for (Member member : members()) {
			// nobody else's stream has left the relay
			if (this.planned.contains(member.id()) || member.outgoing().isByLink()) {
				Link link = member.link();
				member.outgoing().follow((link != null && link.state() == LinkState.OPEN) ? link.channel() : null);
			}
		}
	}

	/**
	 * Have the relay take over from all links.
	 */
	public void abandonLinks() {
		members().forEach((member) -> member.outgoing().follow(null));
	}

	/**
	 * The members whose path, or whether they are linked, is not what it was when this
	 * was last asked.
	 * @return the members
	 */
	public List<Member> rerouted() {
		return members().stream().filter(Member::isRerouted).toList();
	}

	/**
	 * A member.
	 * @param id its id
	 * @return the member; {@code null} if it is not here
	 */
	public @Nullable Member member(String id) {
		return this.members.get(id);
	}

	/**
	 * All members, in the order in which they came.
	 * @return a copy
	 */
	public List<Member> members() {
		return new ArrayList<>(this.members.values());
	}

	/**
	 * The members who can take what this client sends, with the ways to them.
	 * @param to the one that it is for, {@code null} for all
	 * @return their ways
	 */
	public List<Reach> reach(@Nullable String to) {
		List<Reach> reach = new ArrayList<>();
		for (Member member : this.members.values()) {
			if (!member.info().deaf() && (to == null || to.equals(member.id()))) {
				reach.add(new Reach(member.id(), member.outgoing().isByLink(),
						member.link() != null && !member.gaveUp(), this.planned.contains(member.id())));
			}
		}
		return reach;
	}

	/**
	 * Add a member, or learn more of one.
	 * @param info what the server tells
	 * @return whether it is new
	 */
	public boolean add(MemberInfo info) {
		Member known = this.members.get(info.id());
		if (known != null) {
			known.learn(info);
			return false;
		}
		StreamPosition start = (this.linker != null) ? this.linker.start(info.id()) : StreamPosition.START;
		this.members.put(info.id(), new Member(info, start, this.loop, this.mode, this.relay, this.events));
		reconcile();
		return true;
	}

	private void close(Member member) {
		if (this.linker != null) {
			this.linker.ended(member);
		}
		member.close();
	}

	/**
	 * Remove a member.
	 * @param id its id
	 * @return the member; {@code null} if it was not here
	 */
	public @Nullable Member remove(String id) {
		Member member = this.members.remove(id);
		this.planned.remove(id);
		if (member != null) {
			close(member);
		}
		this.events.changed();
		return member;
	}

	/**
	 * Forget all members.
	 * @return those who were here
	 */
	public List<Member> clear() {
		List<Member> all = members();
		this.members.clear();
		this.planned.clear();
		if (this.linker != null) {
			this.linker.leave();
		}
		all.forEach(this::close);
		return all;
	}

	/**
	 * What links take.
	 *
	 * @param settings how they are made
	 * @param connections those of the client
	 * @param signals the way for signals
	 */
	public record Links(LinkSettings settings, Connections connections, Signals signals) {

	}

}
