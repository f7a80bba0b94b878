package io.p2p.client.webrtc;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import org.jspecify.annotations.Nullable;

import io.p2p.client.loop.InUse;
import io.p2p.client.rtc.RtcConfiguration;
import io.p2p.client.rtc.RtcConnection;
import io.p2p.client.rtc.RtcEngine;

/**
 * Connections by {@code webrtc-java}, which brings Chromium's WebRTC as a native library:
 * an application adds {@code dev.onvoid.webrtc:webrtc-java} and, with a classifier such
 * as {@code linux-x86_64}, the library for its platform. Works without a sound card. Its
 * threads keep the process alive until it is closed: who makes one closes it, behind the
 * last peer that uses it. That of {@link #shared()} closes by itself.
 *
 * @since 0.1.0
 */
public final class WebRtcEngine implements RtcEngine, AutoCloseable {

	private static @Nullable WebRtcEngine shared;

	private final HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();

	private final PeerConnectionFactory factory = new PeerConnectionFactory(this.audio);

	private final Set<WebRtcConnection> open = ConcurrentHashMap.newKeySet();

	private boolean closed;

	/**
	 * Create an engine, with threads of its own.
	 * @throws LinkageError if the native library for this platform is not there
	 */
	public WebRtcEngine() {
	}

	/**
	 * The engine that all peers of this process use by default, made with its first link.
	 * It is closed when no client is connected, and no link open.
	 * @return the engine
	 * @throws LinkageError if webrtc-java, or its native library for this platform, is
	 * not there
	 */
	public static RtcEngine shared() {
		try {
			MethodHandles.lookup().ensureInitialized(PeerConnectionFactory.class);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
		return (configuration, events) -> engine().connect(configuration, events);
	}

	private static synchronized WebRtcEngine engine() {
		WebRtcEngine engine = shared;
		if (engine == null) {
			engine = new WebRtcEngine();
			shared = engine;
			InUse.whenUnused(WebRtcEngine::closeShared);
		}
		return engine;
	}

	private static synchronized void closeShared() {
		WebRtcEngine engine = shared;
		shared = null;
		if (engine != null) {
			engine.close();
		}
	}

	@Override
	public synchronized RtcConnection connect(RtcConfiguration configuration, RtcConnection.Events events) {
		if (this.closed) {
			throw new IllegalStateException("The engine is closed");
		}
		WebRtcConnection connection = new WebRtcConnection(this.factory, configuration, events, this::forget);
		this.open.add(connection);
		InUse.begin();
		return connection;
	}

	private void forget(WebRtcConnection connection) {
		if (this.open.remove(connection)) {
			InUse.end();
		}
	}

	/**
	 * Close all connections, and end the threads. Does nothing the second time.
	 */
	@Override
	public synchronized void close() {
		if (!this.closed) {
			this.closed = true;
			List.copyOf(this.open).forEach(WebRtcConnection::close);
			this.factory.dispose();
			this.audio.dispose();
		}
	}

}
