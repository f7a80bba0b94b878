package io.p2p.engineio;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.netty.handler.codec.http.EmptyHttpHeaders;

import io.p2p.engineio.CollectingListener.Message;
import io.p2p.engineio.exchange.Handshake;
import io.p2p.engineio.limit.EngineLimits;
import io.p2p.engineio.limit.OriginPolicy;
import io.p2p.engineio.limit.TrustedProxies;
import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.protocol.InvalidPacketException;
import io.p2p.engineio.protocol.Payload;
import io.p2p.engineio.protocol.PayloadCodec;
import io.p2p.engineio.protocol.PayloadReader;
import io.p2p.engineio.protocol.PayloadV3;
import io.p2p.engineio.protocol.PayloadV4;
import io.p2p.engineio.send.OutgoingQueue;
import io.p2p.engineio.send.QueueBudget;

/**
 * Bodies of long polling. The first byte says of which version and kind.
 */
public final class PayloadFuzz {

	private static final int MAX_PAYLOAD = 100_000;

	private static final Duration LONG = Duration.ofDays(1);

	private static final EngineOptions OPTIONS = new EngineOptions("/", LONG, LONG, LONG, LONG, MAX_PAYLOAD,
			new QueueBudget(MAX_PAYLOAD, MAX_PAYLOAD), new OriginPolicy(Set.of()), true, false,
			new EngineLimits(0, 0, 0, 0), null, new TrustedProxies(Set.of(), false, false));

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
		List<Message> messages = new ArrayList<>();
		try {
			decode(version, codec, body, messages);
		}
		catch (InvalidPacketException ex) {
			// as it should be, and what came before stands
		}
		if (messages.isEmpty()) {
			return;
		}
		OutgoingQueue queue = new OutgoingQueue();
		messages.forEach((message) -> queue.add(List.of(message.frame()), null));
		List<Message> again = new ArrayList<>();
		decode(version, codec, codec.encode(queue.drain()), again);
		if (again.size() != messages.size()) {
			throw new AssertionError("%d messages became %d".formatted(messages.size(), again.size()));
		}
		for (int i = 0; i < messages.size(); i++) {
			if (messages.get(i).binary() != again.get(i).binary()
					|| !Arrays.equals(messages.get(i).bytes(), again.get(i).bytes())) {
				throw new AssertionError("A message has changed");
			}
		}
	}

	private static void decode(EngineVersion version, PayloadCodec codec, Payload body, List<Message> messages) {
		EngineServer server = new EngineServer(OPTIONS, (session) -> new CollectingListener(messages));
		Handshake handshake = new Handshake(version, "/", EmptyHttpHeaders.INSTANCE, ADDRESS, ADDRESS, null);
		EngineSession session = new EngineSession("id", handshake, server, new ManualExecutor());
		PayloadReader reader = codec.read(body);
		while (!reader.isAtEnd()) {
			reader.next(session.inbound(), MAX_PAYLOAD);
		}
	}

}
