package io.p2p.engineio.send;

import org.jspecify.annotations.Nullable;

/**
 * What is gathered for one client. It leaves together with what the others are told, or
 * with whatever the client is sent before. Used on the client's event loop.
 *
 * @since 0.1.0
 */
public final class Announcements {

	/**
	 * Its part of what its audience is told.
	 */
	Gathering.@Nullable Part part;

	/**
	 * Have what is gathered leave. To be called before the client is sent anything else.
	 */
	public void takeAlong() {
		Gathering.Part gathered = this.part;
		if (gathered != null) {
			this.part = null;
			gathered.deliver();
		}
	}

}
