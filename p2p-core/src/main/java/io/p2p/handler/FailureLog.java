package io.p2p.handler;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that a handler has failed, with what leads to it: the method, the event, the peer
 * and the room, and the first time at each place in the code the stack trace, down to the
 * handler.
 */
final class FailureLog {

	private static final Logger logger = LoggerFactory.getLogger(HandlerFailures.class);

	private static final int MOST_PLACES = 1000;

	private static final int LONGEST_NAME = 100;

	// of which the log has the stack trace
	private final Set<String> places = ConcurrentHashMap.newKeySet();

	void write(PeerHandlerMethod method, PeerHandlerCall call, Throwable failure) {
		HandlerFailure trace = new HandlerFailure(failure, method.getBeanType());
		String room = (call.room() != null) ? "room '" + plain(call.room().name()) + "'" : "no room";
		String event = plain(call.message().event());
		// peers could fill the log with stack traces
		if (this.places.size() < MOST_PLACES && this.places.add(method + " " + trace.place())) {
			logger.warn("{} failed on '{}' of {} in {}", method, event, call.sender(), room, trace);
		}
		else {
			logger.warn("{} failed on '{}' of {} in {} with {}, as before", method, event, call.sender(), room,
					trace.place());
		}
		// its message may quote the payload
		logger.trace("The failure", failure);
	}

	// the names are a peer's choice
	private static String plain(String name) {
		String start = (name.length() > LONGEST_NAME) ? name.substring(0, LONGEST_NAME) + "..." : name;
		return start.replaceAll("\\p{Cntrl}", "?");
	}

}
