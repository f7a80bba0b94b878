package io.p2p.relay;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The parts of events that this server has put into the logs of rooms, until every server
 * with receivers has written them to their connections. Thread-safe.
 */
final class PartReceipts {

	private final Map<String, Receipt> open = new ConcurrentHashMap<>();

	Receipt open() {
		Receipt receipt = new Receipt(UUID.randomUUID().toString());
		this.open.put(receipt.id(), receipt);
		receipt.written().whenComplete((done, failure) -> this.open.remove(receipt.id()));
		return receipt;
	}

	/**
	 * Set which servers have receivers of a part.
	 * @return {@code false} if the part is another server's
	 */
	boolean expect(String id, Set<String> nodes) {
		Receipt receipt = this.open.get(id);
		if (receipt != null) {
			receipt.expect(nodes);
		}
		return receipt != null;
	}

	/**
	 * What a server says when it has written a part.
	 */
	static byte[] write(String id, String node) {
		return (id + " " + node).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Take what a server says.
	 */
	void written(byte[] receipt) {
		String[] said = new String(receipt, StandardCharsets.UTF_8).split(" ", 2);
		Receipt of = this.open.get(said[0]);
		if (of != null && said.length > 1) {
			of.written(said[1]);
		}
	}

	void nodeLost(String node) {
		List.copyOf(this.open.values()).forEach((receipt) -> receipt.written(node));
	}

	/**
	 * A part of this server.
	 */
	static final class Receipt {

		private final CompletableFuture<Void> written = new CompletableFuture<>();

		private final Set<String> missing = new HashSet<>();

		private final String id;

		Receipt(String id) {
			this.id = id;
		}

		String id() {
			return this.id;
		}

		/**
		 * Completes when all servers have written the part.
		 */
		CompletionStage<Void> written() {
			return this.written;
		}

		synchronized void expect(Set<String> nodes) {
			this.missing.addAll(nodes);
			if (this.missing.isEmpty()) {
				this.written.complete(null);
			}
		}

		synchronized void written(String node) {
			if (this.missing.remove(node) && this.missing.isEmpty()) {
				this.written.complete(null);
			}
		}

		/**
		 * The part has come to the log or not; one that was there before is not awaited.
		 */
		synchronized void appended(@Nullable Throwable failure) {
			if (this.missing.isEmpty() || failure != null) {
				this.written.complete(null);
			}
		}

	}

}
