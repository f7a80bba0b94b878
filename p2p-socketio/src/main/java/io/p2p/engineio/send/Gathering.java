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
 * What one audience, such as the members of a room, is told of who comes and who goes,
 * gathered on one event loop until it leaves: everybody then gets all of it in one batch,
 * and who came meanwhile the rest from there on. Whatever else one of them is sent takes
 * its part along, before it.
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

	// the last slice that has left: most get the same
	private @Nullable EncodedBatch slice;

	private int sliceFrom;

	// parts that nothing has taken along
	private int waiting;

	private Gathering(Object audience) {
		this.audience = audience;
	}

	/**
	 * What is gathered for an audience on the event loop that calls.
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
	 * Tell the audience something.
	 * @param frame the packet
	 * @param recipients the audience as it is now, on this loop
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

	// who is not told this any more gets what was before it, and its part ends there
	private void dismiss() {
		for (int i = 0; i < this.parts.size(); i++) {
			Part part = this.parts.get(i);
			if (part.until <= this.frames.size()) {
				part.leave();
			}
		}
	}

	/**
	 * Tell one of the audience something, in its place among what all are told.
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

	// null for one that nothing is gathered for
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

	// buffers are shared in one turn only: the loop may have no other
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
	 * Hand what is still here to those whom it is for.
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
	 * What is gathered for one of the audience.
	 */
	final class Part {

		private final Recipient recipient;

		private final Announcements place;

		private final int from;

		private int until;

		// what is for this one alone
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

		@SuppressWarnings("ReferenceEquality") // each stands for itself
		private void leave() {
			if (this.place.part == this) {
				this.place.takeAlong();
			}
		}

		/**
		 * Hand it to its recipient. Called once, when its place has let go of it.
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
				// rather than go on with a hole in what it hears
				logger.warn("A connection ends because it could not be told who comes and goes", ex);
				this.recipient.fail();
			}
		}

	}

	/**
	 * What is for one of the audience alone.
	 *
	 * @param behind how much of what is for all it follows
	 */
	private record Own(int behind, Frame frame) {

	}

}
