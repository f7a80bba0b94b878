package io.p2p.test;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawMessage;

/**
 * What a client has heard: an event, or the answer to one.
 *
 * @since 0.1.0
 */
public final class P2pTestMessage {

	private static final int SHOWN = 300;

	private final String event;

	private final Map<?, ?> header;

	private final RawMessage raw;

	private final int first;

	private final PeerMessageCodec codec;

	P2pTestMessage(String event, Map<?, ?> header, RawMessage raw, int first, PeerMessageCodec codec) {
		this.event = event;
		this.header = header;
		this.raw = raw;
		this.first = first;
		this.codec = codec;
	}

	/**
	 * The name of the event.
	 * @return the name; of an answer, that of the event that was answered
	 */
	public String event() {
		return this.event;
	}

	/**
	 * Who sent the event.
	 * @return the peer; {@code null} if it was the server, or if this is a plain client,
	 * who is not told
	 */
	public @Nullable PeerId from() {
		return (this.header.get("from") instanceof String id && !id.isEmpty()) ? new PeerId(id) : null;
	}

	/**
	 * The room of the event.
	 * @return the room's name; {@code null} if it is about no room, or if this is a plain
	 * client, who is not told
	 */
	public @Nullable String room() {
		return (this.header.get("room") instanceof String room) ? room : null;
	}

	/**
	 * The first argument.
	 * @param <T> the type to read
	 * @param type what the application's {@code JsonMapper} is to read it as;
	 * {@code byte[]} for binary
	 * @return the payload
	 * @throws AssertionError if there is none, or only {@code null}
	 */
	public <T> T payload(Class<T> type) {
		return present(argument(0, type));
	}

	private <T> T present(@Nullable T value) {
		if (value == null) {
			throw new AssertionError("There is no payload in " + this);
		}
		return value;
	}

	/**
	 * The first argument, where its type has parameters.
	 * @param <T> the type to read
	 * @param type what the application's {@code JsonMapper} is to read it as
	 * @return the payload
	 * @throws AssertionError if there is none, or only {@code null}
	 */
	// what is read is of the type that was asked for
	@SuppressWarnings("unchecked")
	public <T> T payload(ParameterizedTypeReference<T> type) {
		return (T) present(this.codec.decode(this.raw, this.first, type.getType()));
	}

	/**
	 * One of the arguments.
	 * @param <T> the type to read
	 * @param index which argument, from 0
	 * @param type what the application's {@code JsonMapper} is to read it as;
	 * {@code byte[]} for binary
	 * @return the argument, {@code null} if there is no such
	 * @throws tools.jackson.core.JacksonException if it is not of that type
	 */
	public <T> @Nullable T argument(int index, Class<T> type) {
		return PeerMessageCodec.cast(type, this.codec.decode(this.raw, this.first + index, type));
	}

	@Nullable Long ack() {
		return (this.header.get("ack") instanceof Number number) ? number.longValue() : null;
	}

	@Nullable P2pTestClientException refusal() {
		Object value = PeerMessageCodec.PROTOCOL.decode(this.raw, this.first, Object.class);
		if (value instanceof Map<?, ?> error && error.get("code") instanceof String code
				&& error.containsKey("message")) {
			return new P2pTestClientException(code, Objects.toString(error.get("message")));
		}
		return null;
	}

	@Override
	public String toString() {
		String json = new String(this.raw.arguments(), StandardCharsets.UTF_8);
		return (json.length() <= SHOWN) ? json : json.substring(0, SHOWN) + "…";
	}

}
