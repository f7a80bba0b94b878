package io.p2p.engineio;

import java.util.Arrays;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.engineio.limit.RateLimit;
import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.protocol.InvalidPacketException;
import io.p2p.engineio.protocol.PacketSink;
import io.p2p.engineio.protocol.Refusal;

/**
 * Reads a client's Engine.IO packets. One for a session, not for a transport: a Socket.IO
 * packet may come by long polling and its attachments by the WebSocket that takes over.
 * Used on the session's event loop.
 */
final class PacketReader implements PacketSink {

	private static final Logger logger = LoggerFactory.getLogger(PacketReader.class);

	private static final byte MESSAGE = 4;

	private final EngineSession session;

	private final RateLimit rate;

	// Of the last text packet: the binary attachments behind it share its verdict.
	private RateLimit.Verdict verdict = RateLimit.Verdict.ACCEPT;

	PacketReader(EngineSession session, EngineOptions options) {
		this.session = session;
		this.rate = new RateLimit(options.limits().packetsPerSecond());
	}

	/**
	 * Count a packet or a request. Ends the session if the client is far over its rate.
	 */
	RateLimit.Verdict charge() {
		RateLimit.Verdict verdict = this.rate.take();
		if (verdict == RateLimit.Verdict.DISCONNECT) {
			this.session.ending().close(CloseReason.RATE_LIMITED, Refusal.TOO_MANY_EVENTS, null);
		}
		return verdict;
	}

	@Override
	public void text(byte[] packet) {
		RateLimit.Verdict verdict = charge();
		if (verdict == RateLimit.Verdict.DISCONNECT) {
			return;
		}
		int type = (packet.length > 0) ? packet[0] : -1;
		switch (type) {
			case '1' -> this.session.close(CloseReason.TRANSPORT_CLOSE);
			case '2' -> ping(packet);
			case '3' -> this.session.heartbeat().ponged();
			case '4' -> receive(packet, false, verdict);
			default -> throw new InvalidPacketException("Unknown Engine.IO packet");
		}
	}

	@Override
	public void binary(byte[] message) {
		receive(message, true, this.verdict);
	}

	@Override
	public void binaryPacket(byte[] packet) {
		if (this.session.version() == EngineVersion.V4) {
			binary(packet);
			return;
		}
		if (packet.length == 0 || packet[0] != MESSAGE) {
			throw new InvalidPacketException("Unknown binary packet");
		}
		binary(Arrays.copyOfRange(packet, 1, packet.length));
	}

	private void ping(byte[] packet) {
		if (this.session.version() == EngineVersion.V4) {
			throw new InvalidPacketException("Only a server pings");
		}
		this.session.heartbeat().pinged(packet);
	}

	private void receive(byte[] bytes, boolean binary, RateLimit.Verdict verdict) {
		this.verdict = verdict;
		if (!this.session.isOpen()) {
			return;
		}
		try {
			boolean accepted = verdict == RateLimit.Verdict.ACCEPT;
			if (binary) {
				this.session.listener().binary(bytes, accepted);
			}
			else {
				// the message begins behind the type digit
				this.session.listener().text(bytes, 1, accepted);
			}
		}
		catch (InvalidPacketException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			logger.warn("A session ends because of a failure that is not its client's", ex);
			this.session.close(CloseReason.TRANSPORT_ERROR);
		}
	}

}
