package io.p2p.client.mesh;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.link.Link;
import io.p2p.client.link.LinkEvents;
import io.p2p.client.link.LinkState;
import io.p2p.client.stream.Frame;
import io.p2p.client.wire.Failure;

/**
 * What the next link of a member tells.
 */
final class MemberLink implements LinkEvents {

	private final Linker linker;

	private final Member member;

	private final double begunAt;

	// one of the two ends tells the server what became of it
	private boolean told;

	private boolean wasOpen;

	MemberLink(Linker linker, Member member) {
		this.linker = linker;
		this.member = member;
		this.begunAt = linker.loop().now();
		this.told = !linker.initiates(member);
	}

	@Override
	public boolean signal(String offerId, ObjectNode signal) {
		return this.linker.signals().signal(this.member.id(), offerId, signal);
	}

	private void tell(boolean open) {
		if (!this.told) {
			this.told = true;
			this.linker.signals().report(this.member.id(), open, this.linker.loop().now() - this.begunAt);
		}
	}

	@Override
	public void changed(Link link) {
		if (this.member.link() != link) {
			return;
		}
		if (link.state() == LinkState.OPEN) {
			this.wasOpen = true;
			this.member.giveUp(false);
			tell(true);
		}
		if (link.state() == LinkState.CLOSED) {
			this.linker.lose(this.member);
		}
		this.linker.events().changed();
	}

	@Override
	public void received(Link link, Frame frame) {
		if (this.member.link() == link) {
			this.member.frame(frame);
		}
	}

	@Override
	public void receivedVolatile(long number, byte[] event) {
		this.member.receivedVolatile(number, event);
	}

	@Override
	public void drained() {
		this.member.outgoing().pump();
	}

	@Override
	public void measured() {
		// an answered ping proves the link. One that opens and fails again is to be
		// tried less and less often
		this.member.failures(0);
		this.linker.events().updated(this.member);
	}

	@Override
	public void failed(@Nullable Throwable cause) {
		tell(false);
		// told once, however often the link is tried again
		if (this.wasOpen || this.member.failures() <= 1) {
			String text = this.wasOpen ? "the link was lost" : "the link could not be opened";
			report(Failure.of("link-failed", text).peer(this.member.id()).cause(cause));
		}
	}

	@Override
	public void report(Failure failure) {
		this.linker.events().report(failure);
	}

}
