package io.p2p.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.p2p.benchmarks.FrameReader.Marker;

/**
 * Signals in a mesh of ten: as many under way as there are links, each answered at once
 * with one to the next peer in turn.
 */
final class Signalling implements Workload {

	private static final int PEERS = 10;

	private static final int SIGNAL_BYTES = 1500;

	private static final String ROOM = "mesh";

	@Override
	public String id() {
		return "signalling";
	}

	@Override
	public boolean isQuick() {
		return true;
	}

	@Override
	public Set<Contestant> contestants() {
		// the starter takes signals along planned links only, which its library has
		return EnumSet
			.complementOf(EnumSet.of(Contestant.STARTER, Contestant.TOMCAT, Contestant.JETTY, Contestant.REACTOR));
	}

	@Override
	public void run(Run run) {
		Mesh mesh = new Mesh(run);
		mesh.begin();
		run.warmUp(mesh, run.pace().warmUp());
		Round round = run.rounds(run.pace(), mesh);
		mesh.drain();
		run.put("signals", round);
	}

	private static final class Mesh implements Run.Load {

		private final LoadLoop loop;

		private final List<LoadClient> peers;

		private final Map<LoadClient, Integer> numbers = new HashMap<>();

		private final ByteBuffer[][] frames = new ByteBuffer[PEERS][PEERS];

		private final int[] turns = new int[PEERS];

		private boolean draining;

		private long sent;

		private long received;

		Mesh(Run run) {
			this.loop = run.loop();
			Marker marker = Marker.of("42[\"peer-signal\"", false, false);
			this.peers = run.clients(PEERS, ROOM, marker, (peer, stamp) -> received(peer));
			for (int from = 0; from < PEERS; from++) {
				this.numbers.put(this.peers.get(from), from);
				for (int to = 0; to < PEERS; to++) {
					this.frames[from][to] = WebSocketFrames.text(signal(this.peers.get(to).id()));
				}
			}
			// the last links are told after the last join was answered
			this.loop.idle(Duration.ofMillis(300));
		}

		private static String signal(String target) {
			String head = "42[\"peer-signal\",{\"room\":\"" + ROOM + "\",\"toPeerId\":\"" + target
					+ "\",\"offerId\":\"offer1\",\"signal\":{\"description\":{\"type\":\"offer\",\"sdp\":\"";
			String tail = "\"}}}]";
			return head + "v".repeat(SIGNAL_BYTES - head.length() - tail.length()) + tail;
		}

		void begin() {
			for (int from = 0; from < PEERS; from++) {
				for (int to = from + 1; to < PEERS; to++) {
					send(from);
				}
			}
		}

		private void send(int from) {
			int step = this.turns[from]++ % (PEERS - 1);
			this.peers.get(from).sendShared(this.frames[from][(from + 1 + step) % PEERS]);
			this.sent++;
		}

		private void received(LoadClient peer) {
			this.received++;
			if (!this.draining) {
				send(this.numbers.getOrDefault(peer, 0));
			}
		}

		@Override
		public void drive(Duration time) {
			this.loop.idle(time);
		}

		@Override
		public long count() {
			return this.received;
		}

		void drain() {
			this.draining = true;
			this.loop.await("all signals", Duration.ofSeconds(10), () -> this.received == this.sent);
		}

	}

}
