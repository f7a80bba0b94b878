package io.p2p.room.mesh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Nodes that can take another link, by their number of links to peers that are not lost:
 * a search for partners begins with the fewest. One linked list for each number, as a
 * node moves from one to the next with each link.
 */
final class MeshNodes {

	private @Nullable MeshNode[] first = new MeshNode[4];

	private @Nullable MeshNode[] last = new MeshNode[4];

	/**
	 * Add a node behind those with the same number of links.
	 */
	void add(MeshNode node) {
		int live = node.live();
		if (live >= this.first.length) {
			this.first = Arrays.copyOf(this.first, 2 * live);
			this.last = Arrays.copyOf(this.last, 2 * live);
		}
		MeshNode before = this.last[live];
		node.among = this;
		node.previous = before;
		this.last[live] = node;
		if (before != null) {
			before.next = node;
		}
		else {
			this.first[live] = node;
		}
	}

	/**
	 * Remove a node, whose number of links must be the same as when it was added.
	 */
	void remove(MeshNode node) {
		MeshNode before = node.previous;
		MeshNode after = node.next;
		if (before != null) {
			before.next = after;
		}
		else {
			this.first[node.live()] = after;
		}
		if (after != null) {
			after.previous = before;
		}
		else {
			this.last[node.live()] = before;
		}
		node.previous = null;
		node.next = null;
		node.among = null;
	}

	/**
	 * Find the nodes with the fewest links.
	 * @param most how many are wanted
	 * @param mark the mark of nodes that are no candidates
	 * @param found the list to add them to
	 */
	void find(int most, long mark, List<MeshNode> found) {
		for (int live = 0; live < this.first.length; live++) {
			for (MeshNode node = this.first[live]; node != null; node = node.next) {
				if (found.size() >= most) {
					return;
				}
				if (node.mark != mark) {
					found.add(node);
				}
			}
		}
	}

	/**
	 * All nodes, those with the fewest links first, in the order in which they are found.
	 */
	List<MeshNode> all() {
		List<MeshNode> all = new ArrayList<>();
		for (MeshNode head : this.first) {
			for (MeshNode node = head; node != null; node = node.next) {
				all.add(node);
			}
		}
		return all;
	}

	void clear() {
		Arrays.fill(this.first, null);
		Arrays.fill(this.last, null);
	}

}
