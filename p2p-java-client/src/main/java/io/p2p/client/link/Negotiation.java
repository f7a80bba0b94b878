package io.p2p.client.link;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.loop.Loop;
import io.p2p.client.loop.Timer;
import io.p2p.client.rtc.RtcConnection;
import io.p2p.client.rtc.RtcConnection.Candidate;
import io.p2p.client.rtc.RtcConnection.Description;
import io.p2p.client.wire.Json;

/**
 * The "perfect negotiation" of WebRTC, for an end without media: only the one that has
 * made the first offer makes others, to look for another way, and it does not give way
 * where two offers meet. So nothing is ever rolled back. Used in its loop.
 */
final class Negotiation {

	// a machine finds its own candidates at once: a description that waits for them
	// saves signals
	private static final double FIRST_CANDIDATE_MS = 100;

	private static final double NEXT_CANDIDATE_MS = 1;

	private static final Pattern MAX_MESSAGE_SIZE = Pattern.compile("^a=max-message-size:(\\d{1,9})",
			Pattern.MULTILINE);

	private final RtcConnection rtc;

	private final Loop loop;

	private final boolean polite;

	private final Events events;

	private final Timer gathering;

	private final List<Candidate> early = new ArrayList<>();

	private boolean described;

	private boolean makingOffer;

	private boolean ignoringOffer;

	// while a description waits for candidates
	private boolean waiting;

	private int maxMessageSize;

	/**
	 * Create a negotiation.
	 * @param polite whether this end gives way where two offers meet
	 */
	Negotiation(RtcConnection rtc, Loop loop, boolean polite, Events events) {
		this.rtc = rtc;
		this.loop = loop;
		this.polite = polite;
		this.events = events;
		this.gathering = new Timer(loop);
	}

	/**
	 * The bytes that a message may have, in the words of the other end's description; 0
	 * if it has none for that.
	 */
	int maxMessageSize() {
		return this.maxMessageSize;
	}

	/**
	 * Make an offer.
	 * @param restartsIce whether another way is looked for
	 */
	void offer(boolean restartsIce) {
		this.makingOffer = true;
		this.rtc.offer(restartsIce).whenComplete((description, failure) -> this.loop.execute(() -> {
			this.makingOffer = false;
			described(failure);
		}));
	}

	private void described(@Nullable Throwable failure) {
		if (failure != null) {
			this.events.failed(failure);
			return;
		}
		this.waiting = true;
		this.gathering.start(FIRST_CANDIDATE_MS, this::tell);
	}

	/**
	 * This end has found an address of itself.
	 */
	void found(Candidate candidate) {
		if (this.waiting) {
			this.gathering.start(NEXT_CANDIDATE_MS, this::tell);
			return;
		}
		ObjectNode json = Json.object()
			.put("candidate", candidate.candidate())
			.put("sdpMid", candidate.sdpMid())
			.put("sdpMLineIndex", candidate.sdpMLineIndex());
		ObjectNode signal = Json.object();
		signal.set("candidate", json);
		this.events.signal(signal);
	}

	/**
	 * Tell the other end how this one describes itself now, again where that may be lost.
	 */
	void tell() {
		this.waiting = false;
		this.gathering.stop();
		Description description = this.rtc.localDescription();
		ObjectNode signal = Json.object();
		signal.putObject("description")
			.put("type", description.offer() ? "offer" : "answer")
			.put("sdp", description.sdp());
		this.events.signal(signal);
	}

	/**
	 * Take a signal of the other end.
	 * @return whether it is one
	 */
	boolean accept(JsonNode signal) {
		JsonNode description = signal.path("description");
		JsonNode candidate = signal.path("candidate");
		if (description.isObject()) {
			describe(new Description(description.path("type").asString("").equals("offer"),
					description.path("sdp").asString("")));
			return true;
		}
		if (candidate.isObject()) {
			add(new Candidate(candidate.path("candidate").asString(""), candidate.path("sdpMid").asString(""),
					candidate.path("sdpMLineIndex").asInt(0)));
			return true;
		}
		return false;
	}

	private void describe(Description description) {
		// an offer that was repeated is answered twice
		if (!description.offer() && !this.rtc.isOffering()) {
			return;
		}
		boolean free = !this.makingOffer && !this.rtc.isOffering();
		this.ignoringOffer = !this.polite && description.offer() && !free;
		if (this.ignoringOffer) {
			return;
		}
		this.rtc.take(description)
			.whenComplete((taken, failure) -> this.loop.execute(() -> taken(description, failure)));
	}

	private void taken(Description description, @Nullable Throwable failure) {
		if (failure != null) {
			this.events.refused(failure);
			return;
		}
		this.described = true;
		Matcher size = MAX_MESSAGE_SIZE.matcher(description.sdp());
		this.maxMessageSize = size.find() ? Integer.parseInt(size.group(1)) : 0;
		if (description.offer()) {
			this.events.answering();
			this.rtc.answer().whenComplete((answer, problem) -> this.loop.execute(() -> described(problem)));
		}
		List<Candidate> known = new ArrayList<>(this.early);
		this.early.clear();
		known.forEach(this::add);
	}

	private void add(Candidate candidate) {
		if (!this.described) {
			this.early.add(candidate);
			return;
		}
		try {
			this.rtc.take(candidate);
		}
		catch (RuntimeException ex) {
			// the candidates of an offer that this end has ignored fit no description
			if (!this.ignoringOffer) {
				this.events.unfit(ex);
			}
		}
	}

	/**
	 * What a negotiation tells its connection.
	 */
	interface Events {

		/**
		 * The other end is to be told this.
		 */
		void signal(ObjectNode signal);

		/**
		 * An offer of the other end has been taken, and is about to be answered.
		 */
		void answering();

		/**
		 * This end cannot describe itself.
		 */
		void failed(Throwable cause);

		/**
		 * A description of the other end cannot be taken.
		 */
		void refused(Throwable cause);

		/**
		 * A candidate of the other end cannot be taken; it is one of several.
		 */
		void unfit(Throwable cause);

	}

}
