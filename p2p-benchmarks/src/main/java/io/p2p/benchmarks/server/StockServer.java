package io.p2p.benchmarks.server;

import java.util.Map;
import java.util.UUID;

import com.corundumstudio.socketio.BroadcastOperations;
import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIOServer;

/**
 * netty-socketio as it comes, with a relay and the signalling of the original
 * socket.io-p2p. Only the limits of sizes are raised, for the binary payload.
 *
 * @since 0.1.0
 */
public final class StockServer {

	private static final int MAX_PAYLOAD = 1_000_000;

	private final SocketIOServer server;

	private StockServer(int port) {
		Configuration configuration = new Configuration();
		configuration.setHostname("127.0.0.1");
		configuration.setPort(port);
		configuration.setMaxFramePayloadLength(MAX_PAYLOAD);
		configuration.setMaxHttpContentLength(MAX_PAYLOAD);
		this.server = new SocketIOServer(configuration);
	}

	/**
	 * Serve until standard input ends.
	 * @param args the port to listen on
	 */
	public static void main(String[] args) {
		new StockServer(Integer.parseInt(args[0])).run();
	}

	private void run() {
		this.server.addConnectListener(this::connected);
		this.server.addDisconnectListener(this::disconnected);
		this.server.addEventListener("peer-msg", Map.class, (client, data, ack) -> relay("peer-msg", client, data));
		this.server.addEventListener("peer-bin", byte[].class, (client, data, ack) -> relay("peer-bin", client, data));
		this.server.addEventListener("peer-signal", Map.class, (client, data, ack) -> signal(client, data));
		this.server.start();
		ServerControl.serve();
	}

	private void connected(SocketIOClient client) {
		String room = client.getHandshakeData().getSingleUrlParam("room");
		client.set("room", room);
		client.joinRoom(room);
		client.sendEvent("numClients", client.getCurrentRoomSize(room) - 1);
	}

	private void disconnected(SocketIOClient client) {
		room(client).sendEvent("peer-disconnect", client, Map.of("peerId", client.getSessionId().toString()));
	}

	private void relay(String event, SocketIOClient sender, Object data) {
		room(sender).sendEvent(event, sender, data);
	}

	private BroadcastOperations room(SocketIOClient member) {
		String room = member.get("room");
		return this.server.getRoomOperations(room);
	}

	@SuppressWarnings("unchecked") // what Jackson makes of a JSON object
	private void signal(SocketIOClient sender, Map<?, ?> data) {
		Map<String, Object> signal = (Map<String, Object>) data;
		SocketIOClient target = this.server.getClient(UUID.fromString((String) signal.get("toPeerId")));
		if (target != null) {
			signal.put("fromPeerId", sender.getSessionId().toString());
			target.sendEvent("peer-signal", signal);
		}
	}

}
