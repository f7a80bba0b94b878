package io.p2p.socketio;

import java.util.Collections;
import java.util.List;

import com.corundumstudio.socketio.MultiTypeAckCallback;
import com.corundumstudio.socketio.MultiTypeArgs;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.listener.ClientListeners;
import com.corundumstudio.socketio.listener.MultiTypeEventListener;

/**
 * What the client matrix expects of an application besides the {@link ProtocolFixture}:
 * it asks a client that wants to be asked, and disconnects one that wants to leave.
 */
class MatrixFixture {

	private static final Class<?>[] ANYTHING = Collections.nCopies(16, Object.class).toArray(Class<?>[]::new);

	MatrixFixture(SocketIOServer server) {
		listen(server);
		listen(server.addNamespace("/custom"));
	}

	private static void listen(ClientListeners namespace) {
		namespace.addMultiTypeEventListener("ask",
				(MultiTypeEventListener) (client, data, ack) -> ask(client, data.getArgs()), ANYTHING);
		namespace.addEventListener("leave", Object.class, (client, data, ack) -> client.disconnect());
	}

	private static void ask(SocketIOClient client, List<Object> arguments) {
		client.sendEvent("question", new MultiTypeAckCallback(ANYTHING) {

			@Override
			public void onSuccess(MultiTypeArgs answer) {
				client.sendEvent("answer", answer.getArgs().toArray());
			}

		}, arguments.toArray());
	}

}
