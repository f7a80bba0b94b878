package io.p2p.client.webrtc;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.client.rtc.RtcEngine;

/**
 * The WebRTC that an application has brought, if any. Touches nothing of it itself.
 *
 * @since 0.1.0
 */
public final class WebRtc {

	private static final Logger logger = LoggerFactory.getLogger(WebRtc.class);

	private WebRtc() {
	}

	/**
	 * The engine of this process.
	 * @return the engine; {@code null} where webrtc-java, or its native library for this
	 * platform, is not on the class path
	 */
	public static @Nullable RtcEngine engine() {
		try {
			return WebRtcEngine.shared();
		}
		catch (NoClassDefFoundError ex) {
			logger.debug("There are no links, as webrtc-java is not on the class path", ex);
		}
		catch (LinkageError ex) {
			logger.warn("There are no links, as webrtc-java has no native library for this platform", ex);
		}
		return null;
	}

}
