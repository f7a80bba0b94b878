#!/usr/bin/env bash
# io.socket:socket.io-client 2.1.2 (Java, with engine.io-client 2.1.0) beside socket.io-client 4.8.4 (JavaScript),
# each with a socket.io 4.8.4 server (Node.js 20) by HTTP long-polling.
#
# What happens: 2,000 events of 1 KB are emitted before the connection is there. The handshake says how much one
# request may have ("maxPayload": 1,000,000 bytes). The JavaScript client cuts what waits into requests of that size,
# and all 2,000 arrive. The Java client does not read the field and sends everything in one request; the server
# refuses it, the client hears "transport error", connects again, and what was in the request is lost in silence.
#
# Why it surprises: no event is anywhere near the limit, both clients are "Socket.IO v4", the protocol's handshake
# exists to prevent just this, and the same program over WebSocket loses nothing.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --silent socket.io@4.8.4 socket.io-client@4.8.4
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

cat >Waiting.java <<'JAVA'
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

public class Waiting {

	public static void main(String[] args) throws Exception {
		IO.Options options = IO.Options.builder().setTransports(new String[] { args[1] }).setReconnectionDelay(100).build();
		Socket socket = IO.socket(URI.create("http://127.0.0.1:" + args[0]), options);
		String text = "x".repeat(1000);
		for (int i = 0; i < 2000; i++) {
			socket.emit("event", i, text);
		}
		CountDownLatch counted = new CountDownLatch(1);
		// behind all others, and again after a reconnect
		socket.on(Socket.EVENT_CONNECT, (unused) -> socket.emit("count", (Ack) (count) -> counted.countDown()));
		socket.connect();
		counted.await(20, TimeUnit.SECONDS);
		System.exit(0);
	}

}
JAVA

cat >try.mjs <<'JS'
import { spawn } from 'node:child_process';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';

/** How many of 2,000 events arrive of a client that `start` starts, and why its connections ended before. */
async function arrived(start) {
  const server = new Server(0);
  const reasons = [];
  let count = 0;
  const counted = new Promise((resolve) => {
    server.on('connection', (socket) => {
      socket.on('event', () => (count += 1));
      socket.on('disconnect', (reason) => reasons.push(reason));
      socket.on('count', (answer) => {
        resolve({ count, reasons: [...reasons] });
        answer(count);
      });
    });
  });
  start(server.httpServer.address().port);
  return counted;
}

const javascript = (port) => {
  const socket = io(`http://127.0.0.1:${port}`, { transports: ['polling'], autoConnect: false });
  for (let i = 0; i < 2000; i += 1) socket.emit('event', i, 'x'.repeat(1000));
  socket.emit('count', () => socket.close());
  socket.connect();
};
const java = (transport) => (port) =>
  spawn('java', ['-cp', 'lib/*', 'Waiting.java', String(port), transport], { stdio: 'inherit' });

const seen = {
  'JavaScript by polling': await arrived(javascript),
  'Java by polling': await arrived(java('polling')),
  'Java by WebSocket': await arrived(java('websocket')),
};
console.log(seen);
const [first, second, third] = Object.values(seen);
const same = first.count === 2000 && second.count < 10 && second.reasons[0] === 'transport error' && third.count === 2000;
process.exit(same ? 0 : 1);
JS
node try.mjs
