package io.p2p.room.mesh;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.p2p.peer.PeerId;

/**
 * The plan of who links with whom in one room. No peer gets more links than it takes.
 * When a peer joins, existing links stay; when one leaves, its partners get other links
 * if possible. A lost peer keeps its links until a connected peer needs them. Guarded by
 * the room's lock.
 *
 * @since 0.1.0
 */
public final class MeshPlanner {

	private final Map<PeerId, MeshNode> nodes = new HashMap<>();

	// connected nodes that can take another link
	private final MeshNodes open = new MeshNodes();

	// connected nodes that can take another link in place of one to a lost peer
	private final MeshNodes yielding = new MeshNodes();

	private long marks;

	/**
	 * Add a connected peer and plan its links.
	 * @param id the id of the peer
	 * @param maxLinks how many links it takes
	 * @return the others whose links have changed
	 */
	public Set<PeerId> add(PeerId id, int maxLinks) {
		if (this.nodes.containsKey(id)) {
			return Set.of();
		}
		MeshNode node = new MeshNode(id, maxLinks);
		this.nodes.put(id, node);
		Set<PeerId> changed = new HashSet<>();
		connect(node, changed);
		changed.remove(id);
		return changed;
	}

	/**
	 * Add a peer that is lost already: it gets links when it comes back.
	 * @param id the id of the peer
	 * @param maxLinks how many links it takes
	 * @return the others whose links have changed: always empty
	 */
	public Set<PeerId> addLost(PeerId id, int maxLinks) {
		this.nodes.computeIfAbsent(id, (key) -> new MeshNode(key, maxLinks)).lost(true);
		return Set.of();
	}

	/**
	 * Remove a peer from the plan, and find other links for its partners.
	 * @param id the id of the peer
	 * @return the others whose links have changed
	 */
	public Set<PeerId> remove(PeerId id) {
		MeshNode gone = this.nodes.remove(id);
		if (gone == null) {
			return Set.of();
		}
		withdraw(gone);
		Set<PeerId> changed = new HashSet<>();
		List<MeshNode> full = new ArrayList<>();
		for (MeshNode other : gone.partners()) {
			if (other.free() == 0) {
				full.add(other);
			}
			unlink(gone, other, changed);
		}
		// partners with free slots lack candidates, and are candidates of these
		full.forEach((other) -> connect(other, changed));
		changed.remove(id);
		return changed;
	}

	/**
	 * Mark peers as lost. Connected peers that lack links get their links.
	 * @param ids the ids of the peers
	 * @return those whose links have changed
	 */
	public Set<PeerId> lost(Collection<PeerId> ids) {
		Set<PeerId> changed = new HashSet<>();
		Set<MeshNode> full = new LinkedHashSet<>();
		for (MeshNode node : nodes(ids, false)) {
			turn(node, true);
			for (MeshNode other : node.partners()) {
				if (other.free() == 0) {
					full.add(other);
				}
			}
		}
		full.forEach((other) -> connect(other, changed));
		return changed;
	}

	/**
	 * Mark peers as connected again, and plan the links that they lack.
	 * @param ids the ids of the peers
	 * @return those whose links have changed
	 */
	public Set<PeerId> returned(Collection<PeerId> ids) {
		Set<PeerId> changed = new HashSet<>();
		List<MeshNode> nodes = nodes(ids, true);
		nodes.forEach((node) -> turn(node, false));
		nodes.forEach((node) -> connect(node, changed));
		return changed;
	}

	/**
	 * Remove all peers.
	 */
	public void clear() {
		this.nodes.clear();
		this.open.clear();
		this.yielding.clear();
	}

	/**
	 * The peers that a peer is to hold a link with.
	 * @param id the id of the peer
	 * @return their ids
	 */
	public Set<PeerId> links(PeerId id) {
		MeshNode node = this.nodes.get(id);
		return (node != null) ? node.ids() : Set.of();
	}

	/**
	 * Whether two peers are to hold a link.
	 * @param one a peer
	 * @param other another peer
	 * @return whether they are to hold a link
	 */
	public boolean isLinked(PeerId one, PeerId other) {
		MeshNode node = this.nodes.get(one);
		return node != null && node.isLinked(other);
	}

	/**
	 * Write the plan, and all that its changes depend on.
	 * @return the plan
	 */
	public byte[] save() {
		return MeshState.save(this.nodes.values(), this.open, this.yielding);
	}

	/**
	 * Restore a plan.
	 * @param state what {@link #save} has written, of this plan or another one
	 */
	public void restore(byte[] state) {
		clear();
		MeshState.restore(state, this.nodes, this.open, this.yielding);
	}

	private List<MeshNode> nodes(Collection<PeerId> ids, boolean lost) {
		List<MeshNode> found = new ArrayList<>(ids.size());
		for (PeerId id : ids) {
			MeshNode node = this.nodes.get(id);
			if (node != null && node.isLost() == lost) {
				found.add(node);
			}
		}
		return found;
	}

	// Withdraws the partners too: their live links change, by which MeshNodes finds them.
	private void turn(MeshNode node, boolean lost) {
		MeshNode[] partners = node.partners();
		withdraw(node);
		for (MeshNode other : partners) {
			withdraw(other);
		}
		node.lost(lost);
		offer(node);
		for (MeshNode other : partners) {
			offer(other);
		}
	}

	// partners with the fewest links first, as they need one most
	private void connect(MeshNode node, Set<PeerId> changed) {
		if (node.isLost() || node.wanted() <= 0) {
			return;
		}
		this.marks++;
		node.mark = this.marks;
		node.markPartners(this.marks);
		List<MeshNode> partners = new ArrayList<>();
		this.open.find(node.wanted(), this.marks, partners);
		// then those that give up a link to a lost peer, for free slots only
		this.yielding.find(node.free(), this.marks, partners);
		partners.forEach((partner) -> link(node, partner, changed));
		withdraw(node);
		offer(node);
	}

	private void link(MeshNode node, MeshNode partner, Set<PeerId> changed) {
		makeRoom(node, changed);
		makeRoom(partner, changed);
		withdraw(node);
		withdraw(partner);
		node.add(partner);
		partner.add(node);
		offer(node);
		offer(partner);
		changed.add(node.id());
		changed.add(partner.id());
	}

	private void makeRoom(MeshNode node, Set<PeerId> changed) {
		if (node.free() == 0) {
			unlink(node, node.lostPartner(), changed);
		}
	}

	private void unlink(MeshNode one, MeshNode other, Set<PeerId> changed) {
		withdraw(one);
		withdraw(other);
		one.remove(other);
		other.remove(one);
		offer(one);
		offer(other);
		changed.add(one.id());
		changed.add(other.id());
	}

	private static void withdraw(MeshNode node) {
		if (node.among != null) {
			node.among.remove(node);
		}
	}

	// a node that has been removed from the plan is not offered
	@SuppressWarnings("ReferenceEquality") // there is one node of each peer
	private void offer(MeshNode node) {
		if (node.among == null && !node.isLost() && this.nodes.get(node.id()) == node) {
			if (node.free() > 0) {
				this.open.add(node);
			}
			else if (node.wanted() > 0) {
				this.yielding.add(node);
			}
		}
	}

}
