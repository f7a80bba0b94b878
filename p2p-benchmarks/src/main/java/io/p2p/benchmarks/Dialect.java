package io.p2p.benchmarks;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.p2p.benchmarks.FrameReader.Marker;

/**
 * How a client speaks: as any Socket.IO client does, or as this project's library.
 * Library peers that only talk have no session, so that what is measured is the relay.
 */
enum Dialect {

	PLAIN {

		@Override
		String connect(String room) {
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

	/**
	 * Plain, and not there before it is in the room: of several servers each has its own
	 * clients in at another time.
	 */
	MEMBER {

		@Override
		String connect(String room) {
			return PLAIN.connect(room);
		}

		@Override
		@Nullable String join(String room) {
			return null;
		}

		@Override
		String welcome() {
			return "42[\"numClients\"";
		}

		@Override
		String event(String room, String name, String json) {
			return PLAIN.event(room, name, json);
		}

	},

	LIBRARY {

		@Override
		String connect(String room) {
			return "40{\"p2p\":1}";
		}

		@Override
		String join(String room) {
			return "420[\"p2p:join\"," + member(room) + "]";
		}

		@Override
		String welcome() {
			return "430[{\"peerId\"";
		}

		@Override
		String event(String room, String name, String json) {
			return "42[\"p2p:msg\",{\"room\":\"" + room + "\"},\"" + name + "\"," + json + "]";
		}

	},

	/** With a session and the room in its CONNECT, as the library comes. */
	SESSION {

		@Override
		String connect(String room) {
			byte[] name = new byte[SESSION_BYTES];
			ThreadLocalRandom.current().nextBytes(name);
			return "40{\"p2p\":{\"session\":\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(name)
					+ "\",\"received\":0,\"joins\":[" + member(room) + "]}}";
		}

		@Override
		@Nullable String join(String room) {
			return null;
		}

		@Override
		String welcome() {
			return "42[\"p2p:joined\",{\"peerId\"";
		}

		@Override
		String event(String room, String name, String json) {
			return LIBRARY.event(room, name, json);
		}

		@Override
		boolean confirms() {
			return true;
		}

	};

	private static final int SESSION_BYTES = 32;

	private static final String PLACEHOLDER = "{\"_placeholder\":true,\"num\":0}";

	/**
	 * The packet by which a client connects to the namespace.
	 */
	abstract String connect(String room);

	/**
	 * The packet by which it then joins a room, {@code null} if it need not.
	 */
	abstract @Nullable String join(String room);

	/**
	 * How the packet begins by which it is in the room.
	 */
	String welcome() {
		return "40";
	}

	/**
	 * Whether it has a session: it confirms what it receives, and leaves for good by
	 * saying so.
	 */
	boolean confirms() {
		return false;
	}

	private static String member(String room) {
		return "{\"room\":\"" + room + "\",\"webrtc\":true}";
	}

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
