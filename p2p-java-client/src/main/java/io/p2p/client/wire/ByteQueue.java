package io.p2p.client.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What waits, first in, first out, with its size.
 *
 * @param <T> what waits
 * @since 0.1.0
 */
public final class ByteQueue<T> {

	// what an item costs beside its bytes, so that a million empty events are not free
	private static final int ITEM_BYTES = 64;

	private final Deque<Item<T>> items = new ArrayDeque<>();

	private long bytes;

	/**
	 * Everything that waits.
	 * @return a copy
	 */
	public List<T> items() {
		List<T> all = new ArrayList<>(this.items.size());
		this.items.forEach((item) -> all.add(item.value()));
		return all;
	}

	/**
	 * How many wait.
	 * @return how many
	 */
	public int size() {
		return this.items.size();
	}

	/**
	 * The bytes that all of them take.
	 * @return how many
	 */
	public long bytes() {
		return this.bytes;
	}

	/**
	 * Put something behind everything else.
	 * @param value what
	 * @param size its bytes
	 */
	public void push(T value, long size) {
		this.items.add(new Item<>(value, size + ITEM_BYTES));
		this.bytes += size + ITEM_BYTES;
	}

	/**
	 * Take what is first.
	 * @return what it is; {@code null} if nothing waits
	 */
	public @Nullable T shift() {
		Item<T> next = this.items.poll();
		if (next == null) {
			return null;
		}
		this.bytes -= next.bytes();
		return next.value();
	}

	/**
	 * Take everything.
	 * @return what it is
	 */
	public List<T> drain() {
		List<T> all = items();
		this.items.clear();
		this.bytes = 0;
		return all;
	}

	private record Item<T>(T value, long bytes) {

	}

}
