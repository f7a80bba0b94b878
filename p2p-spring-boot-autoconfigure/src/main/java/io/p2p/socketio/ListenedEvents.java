package io.p2p.socketio;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.corundumstudio.socketio.protocol.JacksonJsonSupport;

/**
 * netty-socketio's JSON mapping, which also remembers for which events there are
 * listeners, so that others need not be parsed.
 *
 * @since 0.1.0
 */
public class ListenedEvents extends JacksonJsonSupport {

	private final Set<EventKey> events = ConcurrentHashMap.newKeySet();

	boolean contains(String namespace, String event) {
		return this.events.contains(new EventKey(namespace, event));
	}

	@Override
	public void addEventMapping(String namespace, String event, Class<?>... types) {
		super.addEventMapping(namespace, event, types);
		this.events.add(new EventKey(namespace, event));
	}

	@Override
	public void removeEventMapping(String namespace, String event) {
		super.removeEventMapping(namespace, event);
		this.events.remove(new EventKey(namespace, event));
	}

}
