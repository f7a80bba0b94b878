package io.p2p.socketio.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;

/**
 * Bodies of long polling. The first byte says of which version and kind.
 */
public final class PayloadFuzz {

	private static final int MAX_PAYLOAD = 100_000;

	private static final Duration LONG = Duration.ofDays(1);

	private static final EngineOptions OPTIONS = new EngineOptions("/", LONG, LONG, LONG, LONG, MAX_PAYLOAD,
			new QueueBudget(MAX_PAYLOAD, MAX_PAYLOAD), new OriginPolicy(Set.of()), true, false,
			new EngineLimits(0, 0, 0, 0), null);

	private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

	private PayloadFuzz() {
	}

	/**
	 * Try an input. Called by the fuzzer, too.
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		if (input.length == 0) {
			return;
		}
		byte[] body = Arrays.copyOfRange(input, 1, input.length);
		switch (input[0]) {
			case '4' -> check(EngineVersion.V4, new PayloadV4(), new Payload(Payload.TEXT, body));
			case 't' -> check(EngineVersion.V3, new PayloadV3(false), new Payload(Payload.TEXT, body));
			case 'b' -> check(EngineVersion.V3, new PayloadV3(true), new Payload(Payload.BINARY, body));
			default -> {
				// nothing to try
			}
		}
	}

	private static void check(EngineVersion version, PayloadCodec codec, Payload body) {
		List<SocketPacket> packets = new ArrayList<>();
		try {
			decode(version, codec, body, packets);
		}
		catch (InvalidPacketException ex) {
			// as it should be, and what came before stands
		}
		packets.removeIf((packet) -> packet.type() != PacketType.EVENT && packet.type() != PacketType.ACK);
		if (packets.isEmpty()) {
			return;
		}
		OutgoingQueue queue = new OutgoingQueue();
		packets.forEach((packet) -> queue.add(PacketEncoder.encode(packet), null));
		List<SocketPacket> again = new ArrayList<>();
		decode(version, codec, codec.encode(queue.drain()), again);
		if (again.size() != packets.size()) {
			throw new AssertionError("%d packets became %d".formatted(packets.size(), again.size()));
		}
		for (int i = 0; i < packets.size(); i++) {
			if (!Arrays.equals(packets.get(i).payload(), again.get(i).payload())) {
				throw new AssertionError("A packet has changed");
			}
		}
	}

	private static void decode(EngineVersion version, PayloadCodec codec, Payload body, List<SocketPacket> packets) {
		EngineServer server = new EngineServer(OPTIONS, (session) -> new CollectingListener(packets));
		Handshake handshake = new Handshake(version, "/", EmptyHttpHeaders.INSTANCE, ADDRESS, ADDRESS);
		EngineSession session = new EngineSession("id", handshake, server, new EmbeddedChannel().eventLoop());
		PayloadReader reader = codec.read(body);
		while (!reader.isAtEnd()) {
			reader.next(session.inbound(), MAX_PAYLOAD);
		}
	}

}
