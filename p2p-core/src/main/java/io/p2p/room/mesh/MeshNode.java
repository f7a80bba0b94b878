package io.p2p.room.mesh;

import java.util.Arrays;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.PeerId;

/**
 * A peer in the plan, one for each member that can link. Its links are a short array:
 * sets would take several times the memory.
 */
final class MeshNode {

	private static final MeshNode[] NONE = {};

	private final PeerId id;

	private final int maxLinks;

	private MeshNode[] links = NONE;

	private int count;

	// how many of the links lead to peers that are not lost
	private int live;

	private boolean lost;

	/**
	 * The neighbours in a list of {@link MeshNodes}, and those nodes; used by it alone.
	 */
	@Nullable MeshNode previous;

	@Nullable MeshNode next;

	@Nullable MeshNodes among;

	/**
	 * Set by {@link MeshPlanner} to the number of a search for partners: nodes with that
	 * number are no candidates in it.
	 */
	long mark;

	MeshNode(PeerId id, int maxLinks) {
		this.id = id;
		this.maxLinks = maxLinks;
	}

	PeerId id() {
		return this.id;
	}

	boolean isLost() {
		return this.lost;
	}

	int maxLinks() {
		return this.maxLinks;
	}

	/**
	 * How many links lead to peers that are not lost.
	 */
	int live() {
		return this.live;
	}

	/**
	 * How many more links the node may have.
	 */
	int free() {
		return this.maxLinks - this.count;
	}

	/**
	 * How many more links the node may have if it gives up those to lost peers.
	 */
	int wanted() {
		return this.maxLinks - this.live;
	}

	Set<PeerId> ids() {
		PeerId[] ids = new PeerId[this.count];
		for (int i = 0; i < ids.length; i++) {
			ids[i] = this.links[i].id;
		}
		return Set.of(ids);
	}

	/**
	 * The nodes that this one links with.
	 * @return a snapshot
	 */
	MeshNode[] partners() {
		return Arrays.copyOf(this.links, this.count);
	}

	boolean isLinked(PeerId other) {
		for (int i = 0; i < this.count; i++) {
			if (this.links[i].id.equals(other)) {
				return true;
			}
		}
		return false;
	}

	void markPartners(long value) {
		for (int i = 0; i < this.count; i++) {
			this.links[i].mark = value;
		}
	}

	/**
	 * A lost peer that this node links with, to be replaced by a connected one.
	 */
	MeshNode lostPartner() {
		for (int i = 0; i < this.count; i++) {
			if (this.links[i].lost) {
				return this.links[i];
			}
		}
		throw new IllegalStateException("No link of " + this.id + " leads to a lost peer");
	}

	void add(MeshNode other) {
		if (this.count == this.links.length) {
			this.links = Arrays.copyOf(this.links, Math.min(this.maxLinks, 2 * this.count + 2));
		}
		this.links[this.count++] = other;
		this.live += other.lost ? 0 : 1;
	}

	@SuppressWarnings("ReferenceEquality") // there is one node of each peer
	void remove(MeshNode other) {
		for (int i = 0; i < this.count; i++) {
			if (this.links[i] == other) {
				this.count--;
				this.links[i] = this.links[this.count];
				this.links = Arrays.copyOf(this.links, this.count);
				this.live -= other.lost ? 0 : 1;
				return;
			}
		}
	}

	/**
	 * Mark the peer as lost or connected, also in the counts of its partners.
	 */
	void lost(boolean value) {
		this.lost = value;
		for (int i = 0; i < this.count; i++) {
			this.links[i].live += value ? -1 : 1;
		}
	}

}
