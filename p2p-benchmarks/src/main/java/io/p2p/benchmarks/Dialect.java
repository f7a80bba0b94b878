package io.p2p.benchmarks;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

import io.p2p.benchmarks.FrameReader.Marker;

/**
 * How a client speaks: as any Socket.IO client does, or as this project's library.
 */
enum Dialect {

	PLAIN {

		@Override
		String connect() {
			return "40";
		}

		@Override
		@Nullable String join(String room) {
			return null;
		}

		@Override
		String event(String room, String name, String json) {
			return "42[\"" + name + "\"," + json + "]";
		}

	},

	LIBRARY {

		@Override
		String connect() {
			return "40{\"p2p\":1}";
		}

		@Override
		String join(String room) {
			return "420[\"p2p:join\",{\"room\":\"" + room + "\",\"webrtc\":true}]";
		}

		@Override
		String event(String room, String name, String json) {
			return "42[\"p2p:msg\",{\"room\":\"" + room + "\"},\"" + name + "\"," + json + "]";
		}

	};

	private static final String PLACEHOLDER = "{\"_placeholder\":true,\"num\":0}";

	abstract String connect();

	abstract @Nullable String join(String room);

	abstract String event(String room, String name, String json);

	ByteBuffer frame(String room, Payload payload, long stamp) {
		if (payload.binary()) {
			return WebSocketFrames.concat(WebSocketFrames.text(binaryHead(room)),
					WebSocketFrames.frame(WebSocketFrames.BINARY, payload.binaryBytes()));
		}
		return WebSocketFrames.text(event(room, "peer-msg", payload.json(stamp)));
	}

	/**
	 * An event of a library peer for one other.
	 */
	static ByteBuffer direct(String room, String to, Payload payload) {
		return WebSocketFrames.text("42[\"p2p:msg\",{\"room\":\"" + room + "\",\"to\":\"" + to + "\"},\"peer-msg\","
				+ payload.json(0) + "]");
	}

	Marker marker(Payload payload, boolean stamped) {
		String text = payload.binary() ? binaryHead("") : event("", "peer-msg", "{}");
		return Marker.of(text, payload.binary(), stamped);
	}

	private String binaryHead(String room) {
		return event(room, "peer-bin", PLACEHOLDER).replaceFirst("^42", "451-");
	}

}
