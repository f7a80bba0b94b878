#!/usr/bin/env bash
# webrtc-java 0.14.0 (dev.onvoid.webrtc), WebRTC for the JVM (17), with the native library of this platform.
#
# What happens: the candidate that says that there are no more, an empty string as browsers give it to
# `onicecandidate` and take it in `addIceCandidate()`, makes addIceCandidate() throw a java.lang.Error, "Create ICE
# candidate failed". A real candidate is taken.
#
# Why it surprises: RTCPeerConnection.addIceCandidate() of browsers takes that one as a matter of course, Firefox tells
# it to the application, which passes it on, and Chromium's native API, which this library wraps, only returns false
# for what it cannot read. That it is an Error, and no exception, passes every `catch (Exception ex)`, also that
# of an event loop, and nothing in the method's signature or description says so. Leave empty candidates out.
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

cat >Candidates.java <<'JAVA'
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.onvoid.webrtc.*;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;

public class Candidates {

	static class Described extends CompletableFuture<RTCSessionDescription>
			implements CreateSessionDescriptionObserver, SetSessionDescriptionObserver {

		public void onSuccess(RTCSessionDescription description) {
			complete(description);
		}

		public void onSuccess() {
			complete(null);
		}

		public void onFailure(String error) {
			completeExceptionally(new IllegalStateException(error));
		}

		RTCSessionDescription await() throws Exception {
			return get(10, TimeUnit.SECONDS);
		}

	}

	public static void main(String[] args) throws Exception {
		HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();
		PeerConnectionFactory factory = new PeerConnectionFactory(audio);
		CompletableFuture<RTCIceCandidate> found = new CompletableFuture<>();
		RTCPeerConnection offering = factory.createPeerConnection(new RTCConfiguration(), found::complete);
		RTCPeerConnection answering = factory.createPeerConnection(new RTCConfiguration(), (candidate) -> {
		});
		offering.createDataChannel("channel", new RTCDataChannelInit());
		Described offer = new Described();
		offering.createOffer(new RTCOfferOptions(), offer);
		Described local = new Described();
		offering.setLocalDescription(offer.await(), local);
		local.await();
		Described remote = new Described();
		answering.setRemoteDescription(offer.await(), remote);
		remote.await();
		RTCIceCandidate candidate = found.get(10, TimeUnit.SECONDS);
		answering.addIceCandidate(candidate);
		System.out.println("a candidate: taken");
		String thrown = "nothing";
		try {
			answering.addIceCandidate(new RTCIceCandidate(candidate.sdpMid, candidate.sdpMLineIndex, ""));
		}
		catch (Throwable ex) {
			thrown = ex.getClass().getName();
		}
		System.out.println("the one that says that there are no more: " + thrown);
		offering.close();
		answering.close();
		factory.dispose();
		audio.dispose();
		System.exit(thrown.equals("java.lang.Error") ? 0 : 1);
	}

}
JAVA
java -cp 'lib/*' Candidates.java
