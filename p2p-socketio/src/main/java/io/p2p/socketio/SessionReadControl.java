package io.p2p.socketio;

import io.p2p.engineio.EngineSession;
import io.p2p.relay.queue.ReadControl;

/**
 * Pauses and resumes reading from a session, in all its namespaces.
 *
 * @param session the session
 */
public record SessionReadControl(EngineSession session) implements ReadControl {

	@Override
	public void pause() {
		this.session.pause();
	}

	@Override
	public void resume() {
		this.session.resume();
	}

}
