package io.p2p.socketio.netty;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.corundumstudio.socketio.AckCallback;
import com.corundumstudio.socketio.protocol.AckArgs;
import com.corundumstudio.socketio.protocol.JacksonJsonSupport;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.util.TokenBuffer;

/**
 * netty-socketio's JSON mapping. It also remembers which events have listeners, so that
 * others need not be parsed, and gives bytes, not Base64, to listeners whose arguments
 * have an open type such as {@code Object}.
 *
 * @since 0.1.0
 */
public class ListenedEvents extends JacksonJsonSupport {

	private final Set<EventKey> events = ConcurrentHashMap.newKeySet();

	boolean contains(String namespace, String event) {
		return this.events.contains(new EventKey(namespace, event));
	}

	<T> T readValue(String namespace, InlinedJson json, Class<T> type) throws IOException {
		this.namespaceClass.set(namespace);
		try (JsonParser parser = parse(json)) {
			return this.objectMapper.readValue(parser, type);
		}
	}

	AckArgs readAckArgs(InlinedJson json, AckCallback<?> callback) throws IOException {
		this.currentAckClass.set(callback);
		try (JsonParser parser = parse(json)) {
			return this.objectMapper.readValue(parser, AckArgs.class);
		}
	}

	private JsonParser parse(InlinedJson json) throws IOException {
		if (json.binaries().isEmpty()) {
			return this.objectMapper.createParser(json.bytes());
		}
		try (JsonParser parser = this.objectMapper.createParser(json.bytes());
				TokenBuffer tokens = new TokenBuffer(parser)) {
			while (parser.nextToken() != null) {
				byte[] binary = json.binaries().get(parser.currentTokenLocation().getByteOffset());
				if (binary != null) {
					tokens.writeEmbeddedObject(binary);
				}
				else {
					tokens.copyCurrentEvent(parser);
				}
			}
			return tokens.asParser(this.objectMapper);
		}
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
