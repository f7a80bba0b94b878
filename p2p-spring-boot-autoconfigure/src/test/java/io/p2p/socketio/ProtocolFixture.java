package io.p2p.socketio;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.listener.ClientListeners;
import com.corundumstudio.socketio.listener.MultiTypeEventListener;

/**
 * What the protocol's own tests expect of an application: it tells each client what it
 * sent along with its CONNECT, and sends back what it gets.
 */
class ProtocolFixture {

	// netty-socketio drops the arguments for which there is no type
	private static final Class<?>[] ANYTHING = Collections.nCopies(16, Object.class).toArray(Class<?>[]::new);

	ProtocolFixture(SocketIOServer server) {
		listen(server);
		listen(server.addNamespace("/custom"));
	}

	private static void listen(ClientListeners namespace) {
		namespace.addConnectListener(ProtocolFixture::tellAuth);
		namespace.addMultiTypeEventListener("message", (MultiTypeEventListener) (client, data, ack) -> client
			.sendEvent("message-back", data.getArgs().toArray()), ANYTHING);
		namespace.addMultiTypeEventListener("message-with-ack",
				(MultiTypeEventListener) (client, data, ack) -> ack.sendAckData(data.getArgs()), ANYTHING);
	}

	private static void tellAuth(SocketIOClient client) {
		client.sendEvent("auth", Objects.requireNonNullElse(client.getHandshakeData().getAuthToken(), Map.of()));
	}

}
