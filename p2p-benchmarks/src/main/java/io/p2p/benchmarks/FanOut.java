package io.p2p.benchmarks;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Ten of a room send to all others, as fast as the server goes.
 */
final class FanOut implements Workload {

	static final List<Payload> PAYLOADS = List.of(Payload.SMALL, Payload.MEDIUM, Payload.LARGE);

	private static final int SENDERS = 10;

	private final int size;

	private final List<Payload> payloads;

	FanOut(int size) {
		this(size, PAYLOADS);
	}

	FanOut(int size, List<Payload> payloads) {
		this.size = size;
		this.payloads = payloads;
	}

	@Override
	public String id() {
		return "fan-out-" + this.size;
	}

	@Override
	public boolean isQuick() {
		return this.size == 100;
	}

	@Override
	public void run(Run run) {
		Room room = new Room(run, "fan");
		room.grow(this.size);
		boolean warm = false;
		for (Payload payload : run.pace().quick() ? this.payloads.subList(0, 2) : this.payloads) {
			try {
				Broadcast load = room.begin(payload);
				run.warmUp(load, warm ? run.pace().settle() : run.pace().warmUp());
				warm = true;
				Round round = run.rounds(run.pace(), load);
				load.drain();
				room.check(payload);
				run.put(payload.title(), round);
			}
			catch (BenchException ex) {
				run.fail(payload.title(), ex);
				// what goes on after that is not what is to be measured
				return;
			}
		}
	}

	/**
	 * A room of which the first ten send.
	 */
	static final class Room {

		private final Run run;

		private final String name;

		private final List<LoadClient> clients = new ArrayList<>();

		private @Nullable Broadcast load;

		Room(Run run, String name) {
			this.run = run;
			this.name = name;
		}

		List<LoadClient> senders() {
			return this.clients.subList(0, Math.min(SENDERS, this.clients.size()));
		}

		void grow(int size) {
			this.clients.addAll(this.run.clients(size - this.clients.size(), this.name,
					this.run.dialect().marker(Payload.SMALL, false), (client, stamp) -> {
						if (this.load != null) {
							this.load.delivered();
						}
					}));
		}

		List<LoadClient> clients() {
			return this.clients;
		}

		/**
		 * Have another payload sent from now on.
		 * @throws BenchException if it does not arrive as it was sent
		 */
		Broadcast begin(Payload payload) {
			this.clients.forEach((client) -> client.reader().marker(this.run.dialect().marker(payload, false)));
			int recipients = this.clients.size() - 1;
			this.load = new Broadcast(this.run.loop(), senders(), this.run.dialect().frame(this.name, payload, 0),
					recipients, Broadcast.window(recipients, payload));
			check(payload);
			return this.load;
		}

		/**
		 * Send one event and compare what arrives.
		 */
		void check(Payload payload) {
			LoadClient last = this.clients.get(this.clients.size() - 1);
			last.reader().sample();
			if (this.load != null) {
				this.load.sendOne(this.clients.get(0));
				this.load.drain();
			}
			byte[] sample = last.lastSample();
			if (sample == null || !payload.isIn(sample)) {
				throw new BenchException("what arrives is not what was sent");
			}
		}

	}

}
