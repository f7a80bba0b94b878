package io.p2p.client.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.p2p.client.file.PeerFile;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.RawMessage;

/**
 * Reads the answers to questions.
 *
 * @since 0.1.0
 */
public final class Answers {

	private Answers() {
	}

	/**
	 * Read the answer of the one peer that was asked.
	 * @param <T> the type of the answer
	 * @param codec reads it
	 * @param answers the answer by the id of the peer
	 * @param type the type of the answer
	 * @return the answer
	 */
	public static <T> @Nullable T one(PeerMessageCodec codec, Map<String, ReceivedEvent> answers, Class<T> type) {
		for (ReceivedEvent answer : answers.values()) {
			return read(codec, answer, type);
		}
		return null;
	}

	/**
	 * Read the answers of all who were asked.
	 * @param <T> the type of the answers
	 * @param codec reads them
	 * @param answers the answers by the ids of the peers
	 * @param type the type of the answers
	 * @return the answers by the ids of the peers
	 */
	public static <T> Map<String, @Nullable T> all(PeerMessageCodec codec, Map<String, ReceivedEvent> answers,
			Class<T> type) {
		Map<String, @Nullable T> all = new LinkedHashMap<>();
		answers.forEach((peer, answer) -> all.put(peer, read(codec, answer, type)));
		return all;
	}

	/**
	 * Read what a handler of the server has answered.
	 * @param <T> the type of the answer
	 * @param codec reads it
	 * @param json the arguments of the acknowledgement
	 * @param binaries the binaries that it refers to
	 * @param type the type of the answer
	 * @return the answer, {@code null} if there is none
	 */
	public static <T> @Nullable T acknowledgement(PeerMessageCodec codec, byte[] json, List<byte[]> binaries,
			Class<T> type) {
		return PeerMessageCodec.cast(type, codec.decode(new RawMessage("", json, binaries), 0, type));
	}

	private static <T> @Nullable T read(PeerMessageCodec codec, ReceivedEvent answer, Class<T> type) {
		RawMessage message = new RawMessage("", answer.content(), answer.binaries());
		return PeerMessageCodec.cast(type, codec.decodeWith(PeerFile.class, answer.files(), message, 1, type));
	}

}
