package io.p2p.client.webrtc;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceServer;
import dev.onvoid.webrtc.RTCIceTransportPolicy;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCSignalingState;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;

import io.p2p.client.rtc.RtcChannel;
import io.p2p.client.rtc.RtcConfiguration;
import io.p2p.client.rtc.RtcConnection;

/**
 * A connection of the native library.
 */
final class WebRtcConnection implements RtcConnection {

	private final NativeCalls calls = new NativeCalls();

	private final RTCPeerConnection connection;

	private final Consumer<WebRtcConnection> whenClosed;

	WebRtcConnection(PeerConnectionFactory factory, RtcConfiguration configuration, Events events,
			Consumer<WebRtcConnection> whenClosed) {
		this.whenClosed = whenClosed;
		this.connection = NativeCalls.checked(() -> factory.createPeerConnection(nativeConfiguration(configuration),
				new Observer(events, this.calls)));
	}

	private static RTCConfiguration nativeConfiguration(RtcConfiguration configuration) {
		RTCConfiguration its = new RTCConfiguration();
		its.iceTransportPolicy = configuration.relayOnly() ? RTCIceTransportPolicy.RELAY : RTCIceTransportPolicy.ALL;
		for (RtcConfiguration.IceServer server : configuration.iceServers()) {
			RTCIceServer one = new RTCIceServer();
			one.urls.addAll(server.urls());
			one.username = server.username();
			one.password = server.credential();
			its.iceServers.add(one);
		}
		return its;
	}

	@Override
	public CompletionStage<Void> offer(boolean restartsIce) {
		Created created = new Created();
		RTCOfferOptions options = new RTCOfferOptions();
		options.iceRestart = restartsIce;
		this.calls.run(() -> this.connection.createOffer(options, created));
		return created.thenCompose(this::be);
	}

	@Override
	public CompletionStage<Void> answer() {
		Created created = new Created();
		this.calls.run(() -> this.connection.createAnswer(new RTCAnswerOptions(), created));
		return created.thenCompose(this::be);
	}

	private CompletionStage<Void> be(RTCSessionDescription description) {
		Done done = new Done();
		this.calls.run(() -> this.connection.setLocalDescription(description, done));
		return done;
	}

	private static Description description(RTCSessionDescription description) {
		return new Description(description.sdpType == RTCSdpType.OFFER, description.sdp);
	}

	@Override
	public CompletionStage<Void> take(Description description) {
		Done done = new Done();
		RTCSdpType type = description.offer() ? RTCSdpType.OFFER : RTCSdpType.ANSWER;
		RTCSessionDescription remote = new RTCSessionDescription(type, description.sdp());
		this.calls.run(() -> this.connection.setRemoteDescription(remote, done));
		return done;
	}

	@Override
	public void take(Candidate candidate) {
		// an empty one, as Firefox sends, says that there are no more
		if (!candidate.candidate().isEmpty()) {
			this.calls.run(() -> this.connection.addIceCandidate(
					new RTCIceCandidate(candidate.sdpMid(), candidate.sdpMLineIndex(), candidate.candidate())));
		}
	}

	@Override
	public boolean isOffering() {
		return this.calls.get(() -> this.connection.getSignalingState() == RTCSignalingState.HAVE_LOCAL_OFFER, false);
	}

	@Override
	public Description localDescription() {
		return this.calls.get(() -> description(this.connection.getLocalDescription()), new Description(false, ""));
	}

	@Override
	public RtcChannel open(String label, boolean reliable, int id) {
		RTCDataChannelInit init = new RTCDataChannelInit();
		init.ordered = reliable;
		if (!reliable) {
			init.maxRetransmits = 0;
		}
		if (id >= 0) {
			init.negotiated = true;
			init.id = id;
		}
		return this.calls
			.<Optional<RtcChannel>>get(
					() -> Optional.of(new WebRtcChannel(this.connection.createDataChannel(label, init), this.calls)),
					Optional.empty())
			.orElseThrow(() -> new IllegalStateException("The connection is closed"));
	}

	@Override
	public void configure(RtcConfiguration configuration) {
		this.calls.run(() -> this.connection.setConfiguration(nativeConfiguration(configuration)));
	}

	@Override
	public void close() {
		this.calls.close(this.connection::close);
		this.whenClosed.accept(this);
	}

	private static final class Created extends CompletableFuture<RTCSessionDescription>
			implements CreateSessionDescriptionObserver {

		@Override
		public void onSuccess(RTCSessionDescription description) {
			complete(description);
		}

		@Override
		public void onFailure(String error) {
			completeExceptionally(new IllegalStateException(error));
		}

	}

	private static final class Done extends CompletableFuture<Void> implements SetSessionDescriptionObserver {

		@Override
		@SuppressWarnings("NullAway") // a future of nothing
		public void onSuccess() {
			complete(null);
		}

		@Override
		public void onFailure(String error) {
			completeExceptionally(new IllegalStateException(error));
		}

	}

	private static final class Observer implements PeerConnectionObserver {

		private final Events events;

		private final NativeCalls calls;

		Observer(Events events, NativeCalls calls) {
			this.events = events;
			this.calls = calls;
		}

		@Override
		public void onIceCandidate(RTCIceCandidate candidate) {
			this.events.found(new Candidate(candidate.sdp, candidate.sdpMid, candidate.sdpMLineIndex));
		}

		@Override
		public void onConnectionChange(RTCPeerConnectionState state) {
			this.events.changed(switch (state) {
				case NEW, CONNECTING -> State.NEW;
				case CONNECTED -> State.CONNECTED;
				case DISCONNECTED -> State.DISCONNECTED;
				case FAILED -> State.FAILED;
				case CLOSED -> State.CLOSED;
			});
		}

		@Override
		public void onDataChannel(RTCDataChannel channel) {
			this.events.opened(new WebRtcChannel(channel, this.calls));
		}

	}

}
