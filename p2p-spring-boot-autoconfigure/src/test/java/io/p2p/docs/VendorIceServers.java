package io.p2p.docs;

import java.time.Duration;
import java.util.List;

import org.springframework.stereotype.Component;

import io.p2p.ice.IceServer;
import io.p2p.ice.IceServersProvider;
import io.p2p.ice.IceSettings;
import io.p2p.peer.Peer;

@Component
class VendorIceServers implements IceServersProvider {

	private final VendorClient vendor;

	VendorIceServers(VendorClient vendor) {
		this.vendor = vendor;
	}

	@Override
	public IceSettings iceServers(Peer peer) throws Exception {
		Duration lifetime = Duration.ofDays(1);
		VendorClient.Token token = this.vendor.token(peer.id().value(), lifetime);
		return new IceSettings(List.of(new IceServer(token.urls(), token.username(), token.password())), lifetime);
	}

}
