package io.p2p.socketio.wire;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

import io.p2p.socketio.wire.EngineSession.Handshake;
import io.p2p.socketio.wire.EngineSession.Listener;
import io.p2p.socketio.wire.EngineSession.ListenerFactory;

/**
 * The Engine.IO sessions there are.
 *
 * @since 0.1.0
 */
public final class EngineServer {

	private static final int ID_BYTES = 24;

	private final SecureRandom random = new SecureRandom();

	private final Map<String, EngineSession> sessions = new ConcurrentHashMap<>();

	private final EngineOptions options;

	private final ListenerFactory listeners;

	/**
	 * Create a server without sessions.
	 * @param options the settings
	 * @param listeners who takes the packets of a session
	 */
	public EngineServer(EngineOptions options, ListenerFactory listeners) {
		this.options = options;
		this.listeners = listeners;
	}

	EngineOptions options() {
		return this.options;
	}

	EngineSession create(Handshake handshake, EventLoop loop) {
		byte[] id = new byte[ID_BYTES];
		this.random.nextBytes(id);
		String sid = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
		EngineSession session = new EngineSession(sid, handshake, this.options, loop, this::forgetWhenClosed);
		this.sessions.put(sid, session);
		return session;
	}

	@Nullable EngineSession find(String sid) {
		return this.sessions.get(sid);
	}

	/**
	 * End all sessions.
	 * @param reason why
	 */
	public void closeAll(CloseReason reason) {
		List.copyOf(this.sessions.values()).forEach((session) -> session.close(reason));
	}

	private Listener forgetWhenClosed(EngineSession session) {
		Listener listener = this.listeners.create(session);
		return new Listener() {

			@Override
			public void packet(SocketPacket packet) {
				listener.packet(packet);
			}

			@Override
			public void closed(CloseReason reason) {
				EngineServer.this.sessions.remove(session.id());
				listener.closed(reason);
			}

		};
	}

}
