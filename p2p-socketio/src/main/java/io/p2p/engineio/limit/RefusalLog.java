package io.p2p.engineio.limit;

import java.net.SocketAddress;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.engineio.protocol.Refusal;

/**
 * Logs each refusal of a client at DEBUG, and the first of a kind as a warning that names
 * the property to set. The log holds nothing that a client has sent except the origin of
 * its page.
 *
 * @since 0.1.0
 */
public final class RefusalLog {

	private static final Logger logger = LoggerFactory.getLogger(RefusalLog.class);

	private static final int MAX_DETAIL = 200;

	private final Set<Refusal> warned = Collections.synchronizedSet(EnumSet.noneOf(Refusal.class));

	/**
	 * Log a refusal.
	 * @param refusal what is refused
	 * @param address the client's address, {@code null} if its connection has gone
	 * @param detail what the line says in addition, {@code null} for nothing
	 */
	public void log(Refusal refusal, @Nullable SocketAddress address, @Nullable String detail) {
		if (refusal.isNoteworthy() && this.warned.add(refusal)) {
			logger.warn("Refused {} from {}{}{}; further ones are logged at DEBUG", refusal.what(), address,
					printable(detail), (refusal.property() != null) ? ", see " + refusal.property() : "");
		}
		else if (logger.isDebugEnabled()) {
			logger.debug("Refused {} from {}{}", refusal.what(), address, printable(detail));
		}
	}

	// A header may hold characters that would forge a line of the log.
	private static String printable(@Nullable String detail) {
		if (detail == null) {
			return "";
		}
		String shortened = (detail.length() > MAX_DETAIL) ? detail.substring(0, MAX_DETAIL) : detail;
		return " (" + shortened.replaceAll("[^\\x20-\\x7e]", "?") + ")";
	}

}
