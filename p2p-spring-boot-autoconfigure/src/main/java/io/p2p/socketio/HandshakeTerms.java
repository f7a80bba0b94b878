package io.p2p.socketio;

import java.util.Map;

import com.corundumstudio.socketio.HandshakeData;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawJson;
import io.p2p.socketio.wire.Handshake;

/**
 * A client's handshake as netty-socketio's listeners see it. What the client said when it
 * connected is read when somebody asks for it.
 */
final class HandshakeTerms extends HandshakeData {

	private static final long serialVersionUID = 1L;

	private final transient ListenedNamespace listened;

	private final transient @Nullable RawJson auth;

	HandshakeTerms(Handshake handshake, ListenedNamespace listened, @Nullable RawJson auth) {
		super(handshake.headers(), handshake.parameters(), handshake.remoteAddress(), handshake.localAddress(),
				handshake.uri(), handshake.headers().contains(HttpHeaderNames.ORIGIN));
		this.listened = listened;
		this.auth = auth;
	}

	@Override
	public Object getAuthToken() {
		Object token = super.getAuthToken();
		if (token == null) {
			token = (this.auth != null) ? this.listened.readAuth(this.auth) : Map.of();
			setAuthToken(token);
		}
		return token;
	}

}
