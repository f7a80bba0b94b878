package io.p2p.engineio;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.Announcements;
import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.OutgoingQueue;
import io.p2p.engineio.send.Recipient;
import io.p2p.engineio.send.SerialExecutor;

/**
 * A session that gets packets while nothing waits for its client. Those that it drops are
 * not sent later.
 */
final class ImpatientRecipient implements Recipient {

	private final EngineSession session;

	ImpatientRecipient(EngineSession session) {
		this.session = session;
	}

	@Override
	public SerialExecutor executor() {
		return this.session.executor();
	}

	/**
	 * Send packets, or drop them.
	 * @param done run if they are dropped
	 */
	@Override
	public void deliver(EncodedBatch batch, @Nullable Runnable done) {
		if (this.session.isOpen() && this.session.transport().takesAtOnce(batch.size())) {
			this.session.deliver(batch, null);
		}
		else {
			OutgoingQueue.finish(done);
		}
	}

	@Override
	public @Nullable Announcements gathersAt() {
		return null;
	}

	@Override
	public void fail() {
		this.session.fail();
	}

}
