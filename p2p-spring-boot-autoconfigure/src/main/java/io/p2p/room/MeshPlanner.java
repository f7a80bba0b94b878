package io.p2p.room;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.p2p.peer.PeerId;

/**
 * The plan of who links with whom in one room. Nobody gets more links than it takes;
 * existing links stay as they are when somebody joins; who loses a link because somebody
 * left is given another where there is one to be had. Not thread-safe: the room guards
 * it.
 */
final class MeshPlanner {

	private final Map<PeerId, Node> nodes = new LinkedHashMap<>();

	/**
	 * Plan the links of a newcomer.
	 * @return the others whose links have changed
	 */
	Set<PeerId> add(PeerId id, int maxLinks) {
		if (this.nodes.containsKey(id)) {
			return Set.of();
		}
		Node node = new Node(id, maxLinks, new LinkedHashSet<>());
		this.nodes.put(id, node);
		return connect(node);
	}

	/**
	 * Take a peer out of the plan and repair it.
	 * @return the others whose links have changed
	 */
	Set<PeerId> remove(PeerId id) {
		Node gone = this.nodes.remove(id);
		if (gone == null) {
			return Set.of();
		}
		Set<PeerId> changed = new HashSet<>(gone.links);
		for (PeerId other : gone.links) {
			node(other).links.remove(id);
		}
		for (PeerId other : gone.links) {
			changed.addAll(connect(node(other)));
		}
		return changed;
	}

	void clear() {
		this.nodes.clear();
	}

	Set<PeerId> links(PeerId id) {
		Node node = this.nodes.get(id);
		return (node != null) ? Set.copyOf(node.links) : Set.of();
	}

	boolean isLinked(PeerId one, PeerId other) {
		Node node = this.nodes.get(one);
		return node != null && node.links.contains(other);
	}

	// those with the fewest links first: they need one most
	private Set<PeerId> connect(Node node) {
		List<Node> partners = this.nodes.values()
			.stream()
			.filter((other) -> !other.id.equals(node.id) && other.isFree() && !node.links.contains(other.id))
			.sorted(Comparator.comparingInt((other) -> other.links.size()))
			.limit(Math.max(0, node.maxLinks - node.links.size()))
			.toList();
		Set<PeerId> changed = new HashSet<>();
		for (Node partner : partners) {
			node.links.add(partner.id);
			partner.links.add(node.id);
			changed.add(partner.id);
		}
		return changed;
	}

	private Node node(PeerId id) {
		Node node = this.nodes.get(id);
		if (node == null) {
			throw new IllegalStateException("A link leads to " + id + ", which is not in the plan");
		}
		return node;
	}

	private record Node(PeerId id, int maxLinks, Set<PeerId> links) {

		boolean isFree() {
			return this.links.size() < this.maxLinks;
		}

	}

}
