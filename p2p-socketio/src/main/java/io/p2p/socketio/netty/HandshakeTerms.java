package io.p2p.socketio.netty;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

import com.corundumstudio.socketio.HandshakeData;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.exchange.Handshake;
import io.p2p.peer.RawJson;

/**
 * A client's handshake for netty-socketio's listeners. It is parsed when a listener asks
 * for it, which most never do.
 */
final class HandshakeTerms extends HandshakeData {

	private static final long serialVersionUID = 1L;

	private final transient Handshake handshake;

	private final transient ListenedNamespace listened;

	private final transient @Nullable RawJson auth;

	HandshakeTerms(Handshake handshake, ListenedNamespace listened, @Nullable RawJson auth) {
		this.handshake = handshake;
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

	@Override
	public HttpHeaders getHttpHeaders() {
		return this.handshake.headers();
	}

	@Override
	public Map<String, List<String>> getUrlParams() {
		return this.handshake.parameters();
	}

	@Override
	public @Nullable String getSingleUrlParam(String name) {
		List<String> values = getUrlParams().get(name);
		return (values != null && values.size() == 1) ? values.get(0) : null;
	}

	@Override
	public InetSocketAddress getAddress() {
		return this.handshake.remoteAddress();
	}

	@Override
	public InetSocketAddress getLocal() {
		return this.handshake.localAddress();
	}

	@Override
	public String getUrl() {
		return this.handshake.uri();
	}

	@Override
	public boolean isXdomain() {
		return getHttpHeaders().contains(HttpHeaderNames.ORIGIN);
	}

}
