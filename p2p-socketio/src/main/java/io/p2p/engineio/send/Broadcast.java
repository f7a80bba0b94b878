package io.p2p.engineio.send;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Sends the same packets to many recipients, with one task for each event loop and not
 * for each recipient.
 *
 * @since 0.1.0
 */
public final class Broadcast {

	private final List<Frame> frames;

	private final @Nullable Runnable done;

	private final int most;

	private final Map<SerialExecutor, List<Recipient>> recipients = new HashMap<>(4);

	private @Nullable Object audience;

	private boolean forAll;

	private @Nullable SerialExecutor lastExecutor;

	private List<Recipient> ofLast = List.of();

	// run once on each event loop
	private @Nullable Runnable handedOver;

	/**
	 * Create a broadcast without recipients.
	 * @param frames packets that belong together
	 * @param done run for each recipient when the packets have left or never will, on any
	 * thread; {@code null} if nobody waits
	 * @param recipients how many there will be at most
	 */
	public Broadcast(List<Frame> frames, @Nullable Runnable done, int recipients) {
		this.most = recipients;
		this.frames = frames;
		this.done = done;
	}

	/**
	 * Send packets to one recipient, behind what has been sent to it already.
	 * @param recipient the recipient
	 * @param frames packets that belong together
	 * @param done run when they have left or never will, on any thread; {@code null} if
	 * nobody waits
	 */
	public static void send(Recipient recipient, List<Frame> frames, @Nullable Runnable done) {
		Broadcast broadcast = new Broadcast(frames, done, 1);
		broadcast.add(recipient);
		broadcast.send();
	}

	/**
	 * Pass packets on to another recipient. Called on the event loop of the batch.
	 * @param batch the packets
	 * @param recipient the recipient, on any event loop
	 * @param done run when they have left or never will, on any thread; {@code null} if
	 * nobody waits
	 */
	public static void passOn(EncodedBatch batch, Recipient recipient, @Nullable Runnable done) {
		if (recipient.executor().isCurrent()) {
			recipient.deliver(batch, done);
		}
		else {
			Broadcast broadcast = new Broadcast(batch.frames(), done, 1);
			broadcast.add(recipient);
			broadcast.send();
		}
	}

	/**
	 * Add a recipient.
	 * @param recipient the recipient
	 */
	public void add(Recipient recipient) {
		SerialExecutor its = recipient.executor();
		if (its != this.lastExecutor) {
			this.lastExecutor = its;
			this.ofLast = this.recipients.computeIfAbsent(its, (executor) -> new ArrayList<>(this.most));
		}
		this.ofLast.add(recipient);
	}

	/**
	 * Let the packet wait up to 100 ms, so that it leaves together with other
	 * announcements or with what a recipient is sent next. Only for one packet without
	 * binaries.
	 * @param kind equal for all announcements to the same audience
	 * @param all {@code false} if the only recipient is one of the audience
	 * @return this broadcast
	 */
	public Broadcast gathered(Object kind, boolean all) {
		this.audience = kind;
		this.forAll = all;
		return this;
	}

	/**
	 * Send the packets.
	 */
	public void send() {
		this.recipients.forEach(this::handOver);
	}

	/**
	 * Send the packets.
	 * @param handedOver run on the last event loop that has handed them to its
	 * recipients; never if there are no recipients
	 */
	public void send(Runnable handedOver) {
		AtomicInteger loops = new AtomicInteger(this.recipients.size());
		this.handedOver = () -> {
			if (loops.decrementAndGet() == 0) {
				handedOver.run();
			}
		};
		send();
	}

	private void handOver(SerialExecutor executor, List<Recipient> recipients) {
		try {
			executor.execute(() -> hand(executor, recipients));
		}
		catch (RejectedExecutionException ex) {
			// the server has stopped: the packets will never leave
			recipients.forEach((recipient) -> OutgoingQueue.finish(this.done));
		}
	}

	private void hand(SerialExecutor executor, List<Recipient> recipients) {
		try {
			if (this.audience != null) {
				gather(Gathering.of(this.audience, executor), recipients);
			}
			else {
				deliver(recipients);
			}
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// end the sessions: their clients would miss packets without noticing
			recipients.forEach((recipient) -> recipient.fail());
			throw ex;
		}
		if (this.handedOver != null) {
			this.handedOver.run();
		}
	}

	private void gather(Gathering gathering, List<Recipient> recipients) {
		if (this.forAll) {
			gathering.add(this.frames.get(0), recipients);
		}
		else {
			gathering.add(this.frames.get(0), recipients.get(0));
		}
	}

	private void deliver(List<Recipient> recipients) {
		try (EncodedBatch batch = new EncodedBatch(this.frames)) {
			// by index: an iterator would be one more object
			for (int i = 0; i < recipients.size(); i++) {
				recipients.get(i).deliver(batch, this.done);
			}
		}
	}

}
