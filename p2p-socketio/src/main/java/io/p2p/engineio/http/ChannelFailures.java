package io.p2p.engineio.http;

import java.io.IOException;

import io.netty.channel.ChannelException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.protocol.InvalidPacketException;
import io.p2p.engineio.protocol.InvalidPacketException.Fault;

/**
 * Tells apart failures of a channel: the client's fault, a lost connection, or the
 * server's.
 */
final class ChannelFailures {

	private ChannelFailures() {
	}

	/**
	 * Whether a failure only means that the connection was lost, perhaps within a
	 * message.
	 */
	static boolean isLostConnection(Throwable failure) {
		return failure instanceof IOException || failure instanceof ChannelException
				|| failure instanceof PrematureChannelClosureException;
	}

	/**
	 * The fault of the client behind a failure of a WebSocket.
	 * @return the fault, {@code null} if the client is not to blame
	 */
	static @Nullable InvalidPacketException invalidPacket(Throwable failure) {
		if (failure instanceof InvalidPacketException invalid) {
			return invalid;
		}
		if (!(failure instanceof DecoderException)) {
			return null;
		}
		boolean large = failure instanceof TooLongFrameException
				|| (failure instanceof CorruptedWebSocketFrameException corrupted
						&& WebSocketCloseStatus.MESSAGE_TOO_BIG.equals(corrupted.closeStatus()));
		return new InvalidPacketException(large ? Fault.TOO_LARGE : Fault.NO_FRAME,
				"WebSocket: " + failure.getMessage());
	}

}
