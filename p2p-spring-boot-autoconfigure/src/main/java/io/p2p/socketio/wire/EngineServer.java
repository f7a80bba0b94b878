package io.p2p.socketio.wire;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

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

	private final Function<EngineSession, SessionListener> listeners;

	/**
	 * Create a server without sessions.
	 * @param options the settings
	 * @param listeners who takes the packets of a session
	 */
	public EngineServer(EngineOptions options, Function<EngineSession, SessionListener> listeners) {
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

	private SessionListener forgetWhenClosed(EngineSession session) {
		SessionListener listener = this.listeners.apply(session);
		return new SessionListener() {

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
