package io.p2p.engineio.send;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announcements to one audience, such as who joins and leaves a room, gathered on one
 * event loop. They leave in one batch: for a recipient that came meanwhile, those since
 * then. Anything else that a recipient is sent first has its part of them delivered.
 */
final class Gathering {

	private static final Logger logger = LoggerFactory.getLogger(Gathering.class);

	private static final FastThreadLocal<Map<Object, Gathering>> OF_LOOP = new FastThreadLocal<>() {

		@Override
		protected Map<Object, Gathering> initialValue() {
			return new HashMap<>();
		}

	};

	private final Object audience;

	private final List<Frame> frames = new ArrayList<>();

	private final List<Part> parts = new ArrayList<>();

	private boolean leaving;

	// the last batch that leave() has delivered: most recipients get the same frames
	private @Nullable EncodedBatch slice;

	private int sliceFrom;

	// parts that have not been delivered yet
	private int waiting;

	private Gathering(Object audience) {
		this.audience = audience;
	}

	/**
	 * The gathering of an audience on the calling event loop.
	 */
	static Gathering of(Object audience, SerialExecutor executor) {
		Map<Object, Gathering> all = OF_LOOP.get();
		Gathering gathering = all.get(audience);
		if (gathering == null) {
			gathering = new Gathering(audience);
			all.put(audience, gathering);
			Flusher.get().add(executor, gathering);
		}
		return gathering;
	}

	/**
	 * Gather a packet for the audience.
	 * @param frame the packet
	 * @param recipients those of the audience that are on this event loop
	 */
	void add(Frame frame, List<Recipient> recipients) {
		int gathered = 0;
		for (int i = 0; i < recipients.size(); i++) {
			Part part = part(recipients.get(i));
			if (part == null) {
				deliver(recipients.get(i), List.of(frame));
			}
			else {
				part.until++;
				gathered++;
			}
		}
		if (gathered < this.waiting) {
			dismiss();
		}
		this.frames.add(frame);
	}

	// Delivers the parts of recipients that have left the audience.
	private void dismiss() {
		for (int i = 0; i < this.parts.size(); i++) {
			Part part = this.parts.get(i);
			if (part.until <= this.frames.size()) {
				part.leave();
			}
		}
	}

	/**
	 * Gather a packet for one recipient, in order with those for all.
	 */
	void add(Frame frame, Recipient recipient) {
		Part part = part(recipient);
		if (part == null) {
			deliver(recipient, List.of(frame));
		}
		else {
			part.addOwn(frame);
		}
	}

	// null if the recipient gets packets at once, as nothing may wait for it
	private @Nullable Part part(Recipient recipient) {
		Announcements place = recipient.gathersAt();
		if (place == null) {
			return null;
		}
		Part part = place.part;
		if (part == null || part.gathering() != this || part.recipient != recipient) {
			place.takeAlong();
			part = new Part(recipient, place, this.frames.size());
			place.part = part;
			this.parts.add(part);
			this.waiting++;
		}
		return part;
	}

	private static void deliver(Recipient recipient, List<Frame> events) {
		try (EncodedBatch batch = EncodedBatch.ofEvents(events)) {
			recipient.deliver(batch, null);
		}
	}

	// Share a framed batch within leave() only: kept longer, it leaks if the loop stops.
	private void deliver(Recipient recipient, int from, int until) {
		List<Frame> events = this.frames.subList(from, until);
		if (!this.leaving) {
			deliver(recipient, List.copyOf(events));
			return;
		}
		EncodedBatch last = this.slice;
		if (last == null || this.sliceFrom != from || last.frames().size() != events.size()) {
			release();
			last = EncodedBatch.ofEvents(List.copyOf(events));
			this.slice = last;
			this.sliceFrom = from;
		}
		recipient.deliver(last, null);
	}

	private void release() {
		if (this.slice != null) {
			this.slice.close();
			this.slice = null;
		}
	}

	/**
	 * Deliver all parts that still wait.
	 */
	void leave() {
		OF_LOOP.get().remove(this.audience, this);
		this.leaving = true;
		try {
			for (int i = 0; i < this.parts.size(); i++) {
				this.parts.get(i).leave();
			}
		}
		finally {
			release();
		}
	}

	/**
	 * A recipient's range of the frames, and the packets for it alone.
	 */
	final class Part {

		private final Recipient recipient;

		private final Announcements place;

		private final int from;

		private int until;

		// packets for this recipient alone
		private @Nullable List<Own> own;

		private Part(Recipient recipient, Announcements place, int from) {
			this.recipient = recipient;
			this.place = place;
			this.from = from;
			this.until = from;
		}

		private Gathering gathering() {
			return Gathering.this;
		}

		private void addOwn(Frame frame) {
			if (this.own == null) {
				this.own = new ArrayList<>();
			}
			this.own.add(new Own(this.until, frame));
		}

		private List<Frame> withOwn(List<Own> own) {
			List<Frame> all = new ArrayList<>(this.until - this.from + own.size());
			int next = this.from;
			for (Own each : own) {
				all.addAll(Gathering.this.frames.subList(next, each.behind()));
				all.add(each.frame());
				next = each.behind();
			}
			all.addAll(Gathering.this.frames.subList(next, this.until));
			return all;
		}

		@SuppressWarnings("ReferenceEquality") // compared by identity
		private void leave() {
			if (this.place.part == this) {
				this.place.takeAlong();
			}
		}

		/**
		 * Deliver the part. Called once, by {@link Announcements#takeAlong()}.
		 */
		void deliver() {
			Gathering.this.waiting--;
			try {
				if (this.own != null) {
					Gathering.deliver(this.recipient, withOwn(this.own));
				}
				else if (this.until > this.from) {
					Gathering.this.deliver(this.recipient, this.from, this.until);
				}
			}
			catch (RuntimeException | OutOfMemoryError ex) {
				// end the session: its client would miss packets without noticing
				logger.warn("A connection ends because it could not be told who comes and goes", ex);
				this.recipient.fail();
			}
		}

	}

	/**
	 * A packet for one recipient alone.
	 *
	 * @param behind the number of frames of the gathering that come before it
	 */
	private record Own(int behind, Frame frame) {

	}

}
