package io.p2p.engineio.send;

import org.jspecify.annotations.Nullable;

/**
 * The announcements gathered for one client. They leave with those of the whole audience,
 * or before anything else that the client is sent. Used on its event loop.
 *
 * @since 0.1.0
 */
public final class Announcements {

	/**
	 * The client's part of a gathering, {@code null} if nothing waits.
	 */
	Gathering.@Nullable Part part;

	/**
	 * Send what is gathered. To be called before the client is sent anything else.
	 */
	public void takeAlong() {
		Gathering.Part gathered = this.part;
		if (gathered != null) {
			this.part = null;
			gathered.deliver();
		}
	}

}
