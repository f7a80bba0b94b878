#!/usr/bin/env bash
# com.corundumstudio.socketio:netty-socketio 2.0.14 with io.socket:socket.io-client 2.1.2 (Java 17), by WebSocket.
#
# What happens: a listener answers an event with an object that cannot be written as JSON, here because a getter throws.
# sendAckData() returns as if all were well, for it is written later, on another thread; the server's
# ExceptionListener is not asked, and the client hears nothing, although its other events are answered. A second answer,
# which could be written, is not sent either: an answer counts as given once it has been tried.
#
# Why it surprises: a listener that catches what goes wrong and answers with an error instead looks careful, and does
# nothing. With a client that waits without a timeout, the question stays open for ever.
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
      <groupId>com.corundumstudio.socketio</groupId>
      <artifactId>netty-socketio</artifactId>
      <version>2.0.14</version>
    </dependency>
    <dependency>
      <groupId>io.socket</groupId>
      <artifactId>socket.io-client</artifactId>
      <version>2.1.2</version>
    </dependency>
  </dependencies>
</project>
XML
mvn --quiet --batch-mode -Dstyle.color=never dependency:copy-dependencies -DoutputDirectory=lib >/dev/null

cat >Answers.java <<'JAVA'
import com.corundumstudio.socketio.AckRequest;
import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.listener.DefaultExceptionListener;
import io.netty.channel.ChannelHandlerContext;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

public class Answers {

	public static void main(String[] args) throws Exception {
		int port;
		try (ServerSocket free = new ServerSocket(0)) {
			port = free.getLocalPort();
		}
		Configuration configuration = new Configuration();
		configuration.setHostname("127.0.0.1");
		configuration.setPort(port);
		AtomicInteger told = new AtomicInteger();
		configuration.setExceptionListener(new DefaultExceptionListener() {

			@Override
			public void onEventException(Exception failure, List<Object> arguments, SocketIOClient client) {
				told.incrementAndGet();
			}

			@Override
			public boolean exceptionCaught(ChannelHandlerContext context, Throwable failure) {
				told.incrementAndGet();
				return true;
			}

		});
		SocketIOServer server = new SocketIOServer(configuration);
		server.addEventListener("good", String.class, (client, text, ack) -> ack.sendAckData("answer"));
		server.addEventListener("bad first", String.class, (client, text, ack) -> {
			System.out.println("the first answer: " + tried(ack, new Unwritable()));
			System.out.println("the second answer: " + tried(ack, "answer"));
		});
		server.start();
		Socket socket = IO.socket(URI.create("http://127.0.0.1:" + port),
				IO.Options.builder().setTransports(new String[] { "websocket" }).build());
		CompletableFuture<Void> connected = new CompletableFuture<>();
		socket.on(Socket.EVENT_CONNECT, (unused) -> connected.complete(null));
		socket.connect();
		connected.get(10, TimeUnit.SECONDS);
		String good = ask(socket, "good");
		String bad = ask(socket, "bad first");
		String still = ask(socket, "good");
		System.out.println("good: " + good + ", bad first: " + bad + ", good again: " + still + "; ExceptionListener: " + told);
		System.exit(good.equals("answer") && bad.equals("nothing") && still.equals("answer") && told.get() == 0 ? 0 : 1);
	}

	static String tried(AckRequest ack, Object answer) {
		try {
			ack.sendAckData(answer);
			return "no exception";
		}
		catch (RuntimeException ex) {
			return ex.toString();
		}
	}

	static String ask(Socket socket, String event) throws Exception {
		CompletableFuture<String> answer = new CompletableFuture<>();
		socket.emit(event, "text", (Ack) (arguments) -> answer.complete(String.valueOf(arguments[0])));
		return answer.completeOnTimeout("nothing", 5, TimeUnit.SECONDS).get();
	}

	public static class Unwritable {

		public String getValue() {
			throw new IllegalStateException("not known yet");
		}

	}

}
JAVA
java -cp 'lib/*' Answers.java
