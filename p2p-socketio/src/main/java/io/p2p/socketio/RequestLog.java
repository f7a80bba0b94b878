package io.p2p.socketio;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what connected clients are refused: each refusal at DEBUG, and the first whose
 * message names a certain {@code p2p.*} property as a warning. Thread-safe.
 */
final class RequestLog {

	private static final Logger logger = LoggerFactory.getLogger(RequestLog.class);

	private static final Pattern PROPERTY = Pattern.compile("p2p\\.[a-z]+(?:\\.[a-z-]+)*");

	// a bound, as an application's own messages may name anything
	private static final int MAX_WARNED = 32;

	private static final int MAX_LENGTH = 200;

	private final Set<String> warned = ConcurrentHashMap.newKeySet();

	/**
	 * Log a refusal.
	 * @param code its code
	 * @param message what the client is told
	 */
	void refused(String code, String message) {
		Matcher property = PROPERTY.matcher(message);
		if (property.find() && this.warned.size() < MAX_WARNED && this.warned.add(property.group())) {
			logger.warn("Refused as {}: {}; further ones are logged at DEBUG", code, printable(message));
		}
		else if (logger.isDebugEnabled()) {
			logger.debug("Refused as {}: {}", code, printable(message));
		}
	}

	// the message may quote what a client has sent
	private static String printable(String message) {
		String shortened = (message.length() > MAX_LENGTH) ? message.substring(0, MAX_LENGTH) : message;
		return shortened.replaceAll("\\p{Cntrl}", "?");
	}

}
