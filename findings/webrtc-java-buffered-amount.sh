#!/usr/bin/env bash
# webrtc-java 0.14.0 (dev.onvoid.webrtc), WebRTC for the JVM (17), with the native library of this platform.
#
# What happens: RTCDataChannelObserver.onBufferedAmountChange is never called, while getBufferedAmount() of the same
# channel rises with what is sent and falls to 0 again.
#
# Why it surprises: it is the only thing in this library that could stand for `bufferedamountlow` of browsers, it has to
# be implemented (it has no default), and the library's own description of it is that the buffered amount has changed. A
# sender that waits for it before it sends more, as one does in browsers, sends what fits the first time and then stops
# for ever. Look at getBufferedAmount() from time to time instead.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>dev.onvoid.webrtc</groupId>
      <artifactId>webrtc-java</artifactId>
      <version>0.14.0</version>
    </dependency>
  </dependencies>
</project>
XML
mvn --quiet --batch-mode -Dstyle.color=never dependency:copy-dependencies -DoutputDirectory=lib >/dev/null

cat >Try.java <<'JAVA'
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.onvoid.webrtc.*;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;

public class Try {

	static final int MESSAGES = 200;

	static final AtomicInteger changes = new AtomicInteger();

	static final CountDownLatch opened = new CountDownLatch(1);

	static final CountDownLatch received = new CountDownLatch(MESSAGES);

	/** One end: what it finds before the other end has described itself waits. */
	static class End implements PeerConnectionObserver {

		final RTCPeerConnection connection;

		final RTCDataChannel channel;

		final Queue<RTCIceCandidate> found = new ArrayDeque<>();

		End other;

		boolean described;

		End(PeerConnectionFactory factory, boolean sends) {
			this.connection = factory.createPeerConnection(new RTCConfiguration(), this);
			RTCDataChannelInit init = new RTCDataChannelInit();
			init.negotiated = true;
			init.id = 0;
			this.channel = this.connection.createDataChannel("finding", init);
			this.channel.registerObserver(new RTCDataChannelObserver() {
				@Override
				public void onBufferedAmountChange(long before) {
					changes.incrementAndGet();
				}

				@Override
				public void onStateChange() {
					if (sends && End.this.channel.getState() == RTCDataChannelState.OPEN) {
						opened.countDown();
					}
				}

				@Override
				public void onMessage(RTCDataChannelBuffer buffer) {
					received.countDown();
				}
			});
		}

		@Override
		public synchronized void onIceCandidate(RTCIceCandidate candidate) {
			this.found.add(candidate);
			tell();
		}

		synchronized void tell() {
			for (; this.described && !this.found.isEmpty(); ) {
				this.other.connection.addIceCandidate(this.found.poll());
			}
		}

		synchronized void described() {
			this.described = true;
			tell();
		}

	}

	static class Made extends CompletableFuture<RTCSessionDescription> implements CreateSessionDescriptionObserver {

		@Override
		public void onSuccess(RTCSessionDescription description) {
			complete(description);
		}

		@Override
		public void onFailure(String error) {
			completeExceptionally(new IllegalStateException(error));
		}

	}

	static class Set extends CompletableFuture<Void> implements SetSessionDescriptionObserver {

		@Override
		public void onSuccess() {
			complete(null);
		}

		@Override
		public void onFailure(String error) {
			completeExceptionally(new IllegalStateException(error));
		}

	}

	public static void main(String[] args) throws Exception {
		HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();
		PeerConnectionFactory factory = new PeerConnectionFactory(audio);
		End a = new End(factory, true);
		End b = new End(factory, false);
		a.other = b;
		b.other = a;
		Made offer = new Made();
		a.connection.createOffer(new RTCOfferOptions(), offer);
		set(a.connection, b.connection, offer.get(20, TimeUnit.SECONDS));
		Made answer = new Made();
		b.connection.createAnswer(new RTCAnswerOptions(), answer);
		set(b.connection, a.connection, answer.get(20, TimeUnit.SECONDS));
		a.described();
		b.described();
		boolean isOpen = opened.await(20, TimeUnit.SECONDS);
		long most = 0;
		for (int i = 0; i < MESSAGES; i++) {
			a.channel.send(new RTCDataChannelBuffer(ByteBuffer.allocate(16 * 1024), true));
			most = Math.max(most, a.channel.getBufferedAmount());
		}
		boolean hasCome = received.await(20, TimeUnit.SECONDS);
		long left = a.channel.getBufferedAmount();
		System.out.printf("opened %s, %d messages came: %s, most buffered %d bytes, now %d, changes told %d%n", isOpen,
				MESSAGES, hasCome, most, left, changes.get());
		boolean asKnown = isOpen && hasCome && most > 16 * 1024 && left == 0 && changes.get() == 0;
		a.connection.close();
		b.connection.close();
		factory.dispose();
		audio.dispose();
		System.exit(asKnown ? 0 : 1);
	}

	static void set(RTCPeerConnection from, RTCPeerConnection to, RTCSessionDescription description) throws Exception {
		Set local = new Set();
		from.setLocalDescription(description, local);
		local.get(20, TimeUnit.SECONDS);
		Set remote = new Set();
		to.setRemoteDescription(description, remote);
		remote.get(20, TimeUnit.SECONDS);
	}

}
JAVA
java -cp 'lib/*' Try.java
