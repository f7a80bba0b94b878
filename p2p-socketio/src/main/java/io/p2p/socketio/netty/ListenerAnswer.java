package io.p2p.socketio.netty;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import com.corundumstudio.socketio.AckRequest;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import com.corundumstudio.socketio.protocol.Packet;
import com.corundumstudio.socketio.protocol.PacketType;

/**
 * The acknowledgement that a listener may give, once. netty-socketio's own class counts
 * it as given even if it could not be sent.
 */
final class ListenerAnswer extends AckRequest {

	private final AtomicBoolean given = new AtomicBoolean();

	private final Packet event;

	private final SocketIOClient client;

	ListenerAnswer(Packet event, SocketIOClient client) {
		super(event, client);
		this.event = event;
		this.client = client;
	}

	@Override
	public void sendAckData(List<Object> arguments) {
		if (!giveInstead()) {
			return;
		}
		Packet packet = new Packet(PacketType.MESSAGE, EngineIOVersion.V4);
		packet.setSubType(PacketType.ACK);
		packet.setAckId(this.event.getAckId());
		packet.setData(arguments);
		try {
			this.client.send(packet);
		}
		catch (RuntimeException | Error ex) {
			this.given.set(false);
			throw ex;
		}
	}

	/**
	 * Claim the acknowledgement, to answer in place of the listener.
	 * @return {@code false} if the client asked for none, or the listener has given it
	 */
	boolean giveInstead() {
		return isAckRequested() && this.given.compareAndSet(false, true);
	}

}
