#!/usr/bin/env bash
# io.netty:netty-codec-http 4.2.19.Final, WebSockets with text.
#
# What happens: Utf8FrameValidator, which WebSocketClientProtocolHandler and WebSocketServerProtocolHandler put into a
# pipeline unless they are told otherwise (`withUTF8Validator(false)`), takes several times as long for a text message of
# 1 KB as the frame decoder and the rest of the pipeline together.
#
# Why it surprises: one would take the check for a scan that the JDK does at gigabytes a second. It is a state machine
# that is called for each byte by itself, also where all bytes are ASCII. Whoever parses the text as JSON in UTF-8 has it
# checked a second time.
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
      <groupId>io.netty</groupId>
      <artifactId>netty-codec-http</artifactId>
      <version>4.2.19.Final</version>
    </dependency>
  </dependencies>
</project>
XML
mvn --quiet --batch-mode -Dstyle.color=never dependency:copy-dependencies -DoutputDirectory=lib >/dev/null

cat >Frames.java <<'JAVA'
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;

public class Frames {

	private static final int BYTES = 1000;

	private static EmbeddedChannel pipeline(boolean validates) {
		WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
			.maxFramePayloadLength(65536)
			.expectMaskedFrames(false)
			.withUTF8Validator(validates)
			.build();
		EmbeddedChannel channel = new EmbeddedChannel(new WebSocket13FrameDecoder(config));
		if (validates) {
			channel.pipeline().addLast(new Utf8FrameValidator());
		}
		channel.pipeline().addLast(new WebSocketFrameAggregator(65536));
		return channel;
	}

	private static double nanos(EmbeddedChannel channel, ByteBuf frame, int count) {
		long start = System.nanoTime();
		for (int i = 0; i < count; i++) {
			channel.writeInbound(frame.retainedDuplicate());
			WebSocketFrame text = channel.readInbound();
			text.release();
		}
		return (double) (System.nanoTime() - start) / count;
	}

	public static void main(String[] args) {
		// a whole text frame of a server: not masked, the length in two bytes
		ByteBuf frame = Unpooled.buffer().writeByte(0x81).writeByte(126).writeShort(BYTES);
		frame.writeBytes("x".repeat(BYTES).getBytes());
		EmbeddedChannel with = pipeline(true);
		EmbeddedChannel without = pipeline(false);
		double best = Double.MAX_VALUE;
		double bestWithout = Double.MAX_VALUE;
		for (int round = 0; round < 10; round++) {
			best = Math.min(best, nanos(with, frame, 50_000));
			bestWithout = Math.min(bestWithout, nanos(without, frame, 50_000));
		}
		System.out.printf("a text frame of %d bytes: %.0f ns with the validator, %.0f ns without, %.1f times%n", BYTES,
				best, bestWithout, best / bestWithout);
		System.exit((best > 2 * bestWithout) ? 0 : 1);
	}

}
JAVA
java -cp 'lib/*' Frames.java
