package io.p2p.room.mesh;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.p2p.peer.PeerId;

/**
 * Writes and restores a plan, so that servers that plan the same room plan the same: the
 * order of a peer's links and of the candidates counts.
 */
final class MeshState {

	private MeshState() {
	}

	static byte[] save(Collection<MeshNode> nodes, MeshNodes open, MeshNodes yielding) {
		Map<MeshNode, Integer> numbers = new HashMap<>();
		nodes.forEach((node) -> numbers.put(node, numbers.size()));
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeInt(nodes.size());
			for (MeshNode node : nodes) {
				out.writeUTF(node.id().value());
				out.writeInt(node.maxLinks());
				out.writeBoolean(node.isLost());
			}
			for (MeshNode node : nodes) {
				write(out, List.of(node.partners()), numbers);
			}
			write(out, open.all(), numbers);
			write(out, yielding.all(), numbers);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static void write(DataOutputStream out, List<MeshNode> nodes, Map<MeshNode, Integer> numbers)
			throws IOException {
		out.writeInt(nodes.size());
		for (MeshNode node : nodes) {
			out.writeInt(Objects.requireNonNull(numbers.get(node)));
		}
	}

	static void restore(byte[] state, Map<PeerId, MeshNode> nodes, MeshNodes open, MeshNodes yielding) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
			int count = in.readInt();
			List<MeshNode> all = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				MeshNode node = new MeshNode(new PeerId(in.readUTF()), in.readInt());
				// before it has links: the counts of its partners are right then
				node.lost(in.readBoolean());
				all.add(node);
				nodes.put(node.id(), node);
			}
			for (MeshNode node : all) {
				read(in, all).forEach(node::add);
			}
			read(in, all).forEach(open::add);
			read(in, all).forEach(yielding::add);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<MeshNode> read(DataInputStream in, List<MeshNode> all) throws IOException {
		List<MeshNode> nodes = new ArrayList<>();
		int count = in.readInt();
		for (int i = 0; i < count; i++) {
			nodes.add(all.get(in.readInt()));
		}
		return nodes;
	}

}
