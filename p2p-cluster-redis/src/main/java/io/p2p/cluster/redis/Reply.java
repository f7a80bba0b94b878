package io.p2p.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.redis.log.MalformedDataException;

/**
 * The reply of a script, which is checked as it is read.
 */
final class Reply {

	private final List<?> items;

	Reply(@Nullable Object reply) {
		if (!(reply instanceof List<?> list)) {
			throw new MalformedDataException("a reply that is no array");
		}
		this.items = list;
	}

	int size() {
		return this.items.size();
	}

	long number(int index) {
		if (item(index) instanceof Long number) {
			return number;
		}
		throw new MalformedDataException("a reply without a number at " + index);
	}

	byte[] bytes(int index) {
		if (item(index) instanceof byte[] bytes) {
			return bytes;
		}
		throw new MalformedDataException("a reply without a string at " + index);
	}

	String text(int index) {
		return new String(bytes(index), StandardCharsets.UTF_8);
	}

	/**
	 * A number that is sent as a string.
	 */
	long parsed(int index) {
		try {
			return Long.parseLong(text(index));
		}
		catch (NumberFormatException ex) {
			throw new MalformedDataException("a reply without a number at " + index);
		}
	}

	private @Nullable Object item(int index) {
		return (index < this.items.size()) ? this.items.get(index) : null;
	}

}
