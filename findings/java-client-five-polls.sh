#!/usr/bin/env bash
# io.socket:socket.io-client 2.1.2 (Java, with engine.io-client 2.1.0 and OkHttp 3.12.12) by HTTP long-polling, with
# two socket.io 4.8.4 servers (Node.js 20) on one host, each with a port of its own.
#
# What happens: five clients of one JVM are connected to the first server. A sixth, of the second server, does not
# connect, and an event of the first of the five does not leave, until one of the servers answers a poll: with a ping,
# which takes 25 seconds by default. With an OkHttpClient of one's own that allows more requests for each host
# (`options.callFactory`), all are there at once.
#
# Why it surprises: `forceNew` says that nothing is shared, but the client's OkHttpClient is one for the JVM, its
# dispatcher has five requests to a host at a time, a poll that waits for the server counts as one of them, and a host
# is its name without the port. Nothing is logged and no error is raised.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --silent socket.io@4.8.4
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.socket</groupId>
      <artifactId>socket.io-client</artifactId>
      <version>2.1.2</version>
    </dependency>
  </dependencies>
</project>
XML
mvn --quiet --batch-mode -Dstyle.color=never dependency:copy-dependencies -DoutputDirectory=lib >/dev/null

cat >Six.java <<'JAVA'
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

public class Six {

	public static void main(String[] args) throws Exception {
		boolean own = args[2].equals("own");
		Dispatcher dispatcher = new Dispatcher();
		dispatcher.setMaxRequestsPerHost(64);
		OkHttpClient http = new OkHttpClient.Builder().dispatcher(dispatcher).build();
		List<Socket> five = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			five.add(connect(args[0], own ? http : null));
		}
		// each of the five has a poll that waits when all have got an event
		CountDownLatch sixth = new CountDownLatch(1);
		CountDownLatch first = new CountDownLatch(1);
		Thread.sleep(1000);
		five.get(0).emit("event", (io.socket.client.Ack) (answer) -> first.countDown());
		Socket late = open(args[1], own ? http : null);
		late.on(Socket.EVENT_CONNECT, (unused) -> sixth.countDown());
		late.connect();
		boolean connected = sixth.await(5, TimeUnit.SECONDS);
		boolean answered = first.await(1, TimeUnit.SECONDS);
		System.out.println("sixth client connected: " + connected + ", event of the first arrived: " + answered);
		System.exit((connected == own && answered == own) ? 0 : 1);
	}

	private static Socket open(String port, OkHttpClient http) {
		IO.Options options = IO.Options.builder().setForceNew(true).setTransports(new String[] { "polling" }).build();
		options.callFactory = http;
		return IO.socket(URI.create("http://127.0.0.1:" + port), options);
	}

	private static Socket connect(String port, OkHttpClient http) throws Exception {
		CountDownLatch connected = new CountDownLatch(1);
		Socket socket = open(port, http);
		socket.on(Socket.EVENT_CONNECT, (unused) -> connected.countDown());
		socket.connect();
		connected.await(10, TimeUnit.SECONDS);
		return socket;
	}

}
JAVA

cat >try.mjs <<'JS'
import { spawn } from 'node:child_process';
import { Server } from 'socket.io';

const servers = [new Server(0), new Server(0)];
servers.forEach((server) => server.on('connection', (socket) => socket.on('event', (answer) => answer())));
const ports = servers.map((server) => String(server.httpServer.address().port));
for (const http of ['usual', 'own']) {
  console.log(`${http} OkHttpClient:`);
  const run = spawn('java', ['-cp', 'lib/*', 'Six.java', ...ports, http], { stdio: 'inherit' });
  const status = await new Promise((resolve) => run.on('exit', resolve));
  if (status !== 0) process.exit(1);
}
process.exit(0);
JS
node try.mjs
