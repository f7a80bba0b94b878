package io.p2p.signaling;

import java.time.Duration;
import java.util.Objects;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;

/**
 * Checks the link reports of peers, and hands them to the observer.
 */
final class LinkReports {

	private static final Logger logger = LoggerFactory.getLogger(LinkReports.class);

	// docs/protocol.md; browsers give up long before
	private static final Duration LONGEST = Duration.ofMinutes(10);

	private final RoomManager rooms;

	private final LinkObserver observer;

	LinkReports(RoomManager rooms, LinkObserver observer) {
		this.rooms = rooms;
		this.observer = observer;
	}

	void take(Peer sender, LinkReport report) {
		String to = report.to();
		Boolean open = report.open();
		Double millis = report.ms();
		if (to == null || open == null || millis == null || !(millis >= 0 && millis <= LONGEST.toMillis())) {
			throw new RefusedException(ErrorCode.BAD_REQUEST,
					"A report of a link needs 'to', 'open' and 'ms', at most " + LONGEST.toMillis());
		}
		if (sender.id().compareTo(new PeerId(to)) <= 0) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "The peer with the greater id reports of a link");
		}
		// A late report is ignored and not refused: the plan may have changed meanwhile.
		Room room = this.rooms.find(Objects.requireNonNullElse(report.room(), Room.DEFAULT_NAME));
		if (room != null && room.isLinked(sender.id(), new PeerId(to))) {
			tell(open, Duration.ofNanos((long) (millis * 1_000_000)));
		}
	}

	private void tell(boolean open, Duration time) {
		try {
			this.observer.reported(open, time);
		}
		catch (RuntimeException | Error ex) {
			// the observer may be the application's: do not refuse the report for it
			logger.warn("The LinkObserver {} failed", this.observer.getClass().getName(), ex);
		}
	}

}
