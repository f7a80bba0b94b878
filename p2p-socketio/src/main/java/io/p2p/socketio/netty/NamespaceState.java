package io.p2p.socketio.netty;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.namespace.Namespace;
import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;

/**
 * The clients and listeners of netty-socketio's {@link Namespace}, read by reflection as
 * they are private. Its own method removes a client and calls the listeners in one, which
 * may block; here a client is removed at once on the event loop, and listeners are called
 * on an executor only if there are any.
 */
final class NamespaceState {

	private final Namespace namespace;

	private final Map<UUID, SocketIOClient> clients;

	private final Collection<?> connectListeners;

	private final Collection<?> disconnectListeners;

	private final Collection<?> pingListeners;

	private final Collection<?> pongListeners;

	private final Collection<?> authListeners;

	@SuppressWarnings("unchecked") // the field is declared like that
	NamespaceState(Namespace namespace) {
		this.namespace = namespace;
		this.clients = (Map<UUID, SocketIOClient>) read("allClients");
		this.connectListeners = (Collection<?>) read("connectListeners");
		this.disconnectListeners = (Collection<?>) read("disconnectListeners");
		this.pingListeners = (Collection<?>) read("pingListeners");
		this.pongListeners = (Collection<?>) read("pongListeners");
		this.authListeners = (Collection<?>) read("authDataInterceptors");
	}

	private Object read(String name) {
		Field field = ReflectionUtils.findField(Namespace.class, name);
		Assert.state(field != null, () -> "netty-socketio's Namespace has no '" + name + "' any more");
		ReflectionUtils.makeAccessible(field);
		Object value = ReflectionUtils.getField(field, this.namespace);
		Assert.state(value != null, () -> "netty-socketio's Namespace has nothing in '" + name + "'");
		return value;
	}

	/**
	 * Remove a client from the namespace and its rooms, without calling listeners.
	 */
	void remove(SocketIOClient client) {
		UUID id = client.getSessionId();
		Set<String> rooms = Set.copyOf(this.namespace.getRooms(client));
		if (!rooms.isEmpty()) {
			this.namespace.leaveRooms(rooms, id);
		}
		this.clients.remove(id);
	}

	boolean asksWhoMayConnect() {
		return !this.authListeners.isEmpty();
	}

	boolean hearsOfConnects() {
		return !this.connectListeners.isEmpty();
	}

	boolean hearsOfDisconnects() {
		return !this.disconnectListeners.isEmpty();
	}

	boolean hearsOfPings() {
		return !this.pingListeners.isEmpty();
	}

	boolean hearsOfPongs() {
		return !this.pongListeners.isEmpty();
	}

}
