package io.p2p.client.mesh;

import io.p2p.client.stream.IncomingTransfers;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;

/**
 * What the members of a room tell it.
 *
 * @since 0.1.0
 */
public interface MemberEvents {

	/**
	 * An event has come, whole, in order and once.
	 * @param peer who has sent it
	 * @param bytes the event, in the form that it has on a link
	 * @param link whether it has come by link
	 */
	void complete(String peer, byte[] bytes, boolean link);

	/**
	 * A volatile event has come by link.
	 * @param peer who has sent it
	 * @param number its number
	 * @param bytes the event, in the form that it has on a link
	 */
	void receivedVolatile(String peer, long number, byte[] bytes);

	/**
	 * The event may not pass the server, and there is no other way any more.
	 * @param message the event
	 * @param peer whom it was for
	 */
	void unreachable(EncodedEvent message, String peer);

	/**
	 * What a member sends in parts.
	 * @param peer who sends
	 * @return what joins them
	 */
	IncomingTransfers receiver(String peer);

	/**
	 * Something could not be done.
	 * @param failure what, and why
	 */
	void report(Failure failure);

	/**
	 * More is known of a member.
	 * @param member the member
	 */
	void updated(Member member);

	/**
	 * A link has opened, closed or broken, or the members or the plan are others now.
	 */
	void changed();

}
