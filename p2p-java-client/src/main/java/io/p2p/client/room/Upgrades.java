package io.p2p.client.room;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.client.loop.Loop;
import io.p2p.client.loop.Timer;
import io.p2p.client.mesh.Member;
import io.p2p.client.mesh.Mesh;
import io.p2p.client.relay.Relay;
import io.p2p.client.rtc.RtcConfiguration;
import io.p2p.client.stream.Mode;
import io.p2p.client.wire.Fields;

/**
 * Looks when the mesh is complete, and has the streams take the paths that they are to
 * take. Used in the loop of the room.
 *
 * @since 0.1.0
 */
public final class Upgrades {

	// however short the credentials live, the server is not flooded
	private static final double MIN_ICE_LIFETIME_MS = 10_000;

	private final Mode mode;

	private final boolean automatic;

	private final Events events;

	private final Timer iceTimer;

	private @Nullable Mesh mesh;

	private @Nullable Relay relay;

	private boolean joined;

	private boolean upgraded;

	private boolean ready;

	/**
	 * Create it.
	 * @param loop the loop of the room
	 * @param mode which paths events may take
	 * @param automatic whether links are used as soon as the mesh is complete
	 * @param events is told what changes
	 */
	public Upgrades(Loop loop, Mode mode, boolean automatic, Events events) {
		this.mode = mode;
		this.automatic = automatic;
		this.events = events;
		this.iceTimer = new Timer(loop);
	}

	/**
	 * Set what it is about.
	 * @param its the relay of the room
	 * @param members the mesh of the room
	 */
	public void connect(Relay its, Mesh members) {
		this.relay = its;
		this.mesh = members;
	}

	/**
	 * The server has let this client in.
	 */
	public void joined() {
		this.joined = true;
		changed();
	}

	/**
	 * This client is not in the room any more.
	 */
	public void ended() {
		this.joined = false;
		this.upgraded = false;
		this.iceTimer.stop();
	}

	/**
	 * Use the links that are open, or not.
	 * @param uses whether to
	 */
	public void useLinks(boolean uses) {
		this.mode.useLinks(uses);
		follow();
	}

	/**
	 * Let events pass the server, or not.
	 * @param uses whether they may
	 */
	public void useRelay(boolean uses) {
		this.mode.useRelay(uses);
		follow();
	}

	/**
	 * A link has opened, closed or broken, or the members or the plan are others now.
	 */
	public void changed() {
		Mesh its = this.mesh;
		if (!this.joined || its == null) {
			return;
		}
		boolean before = this.upgraded;
		boolean complete = its.isComplete();
		this.upgraded = complete && its.isLinked();
		boolean upgrade = this.upgraded && !before;
		if (upgrade && this.automatic) {
			this.mode.useLinks(true);
		}
		follow();
		if (upgrade) {
			this.events.upgraded();
		}
		if (complete && !this.ready) {
			this.ready = true;
			this.events.ready();
		}
	}

	private void follow() {
		if (this.mesh != null) {
			this.mesh.follow();
			this.events.rerouted(this.mesh.rerouted());
		}
	}

	/**
	 * Take over ICE servers, and ask for others before their credentials expire.
	 * @param answer names them
	 */
	public void useIce(Fields answer) {
		if (this.mesh != null) {
			this.mesh.useIceServers(RtcConfiguration.iceServers(answer.node("iceServers")));
		}
		this.iceTimer.stop();
		if (answer.isNumber("iceLifetime")) {
			double lifetimeMs = Math.max((double) answer.number("iceLifetime", 0), MIN_ICE_LIFETIME_MS);
			this.iceTimer.start(lifetimeMs * 0.75, () -> renew(lifetimeMs));
		}
	}

	private void renew(double lifetimeMs) {
		Relay its = this.relay;
		if (its == null) {
			return;
		}
		its.renewIce((answer) -> {
			if (this.joined && answer.has("iceServers")) {
				useIce(answer);
			}
			else if (this.joined) {
				// offline, or the server is slow: there is time for another attempt
				this.iceTimer.start(lifetimeMs / 10, () -> renew(lifetimeMs));
			}
		});
	}

	/**
	 * Is told what changes.
	 */
	public interface Events {

		/**
		 * Once: every planned link is open, or there is none to open.
		 */
		void ready();

		/**
		 * The last missing link has opened.
		 */
		void upgraded();

		/**
		 * Members are linked or not, or their events take another path.
		 * @param members the members, maybe none
		 */
		void rerouted(List<Member> members);

	}

}
