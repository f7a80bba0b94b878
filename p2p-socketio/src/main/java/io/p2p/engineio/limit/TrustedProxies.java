package io.p2p.engineio.limit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * The reverse proxies in front of a server, and what they say of their clients. Others
 * could claim to be anybody, and are not believed.
 *
 * @since 0.1.0
 */
public final class TrustedProxies {

	private static final String FORWARDED = "Forwarded";

	private static final String FORWARDED_FOR = "X-Forwarded-For";

	private static final String FORWARDED_HOST = "X-Forwarded-Host";

	private final List<IpSubnetFilterRule> networks;

	private final boolean headers;

	private final boolean protocol;

	/**
	 * Create the proxies of a server.
	 * @param networks addresses of proxies, or networks such as {@code 10.0.0.0/8}
	 * @param headers whether they name the client by {@code Forwarded} (RFC 7239), or
	 * {@code X-Forwarded-For} and {@code -Host}
	 * @param protocol whether they begin each connection with the PROXY protocol
	 * @throws IllegalArgumentException if that is no network
	 */
	public TrustedProxies(Collection<String> networks, boolean headers, boolean protocol) {
		this.networks = networks.stream().map(TrustedProxies::rule).toList();
		this.headers = headers;
		this.protocol = protocol;
	}

	/**
	 * Whether a text is an address, or a network such as {@code 10.0.0.0/8}.
	 * @param text the text
	 * @return whether it can be given to this
	 */
	public static boolean isNetwork(String text) {
		try {
			rule(text);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static IpSubnetFilterRule rule(String network) {
		String[] parts = network.split("/", 2);
		byte[] address = NetUtil.createByteArrayFromIpAddressString(parts[0]);
		if (address == null || (parts.length == 2 && !parts[1].matches("\\d{1,3}"))) {
			throw new IllegalArgumentException("No address or network: " + network);
		}
		int prefix = (parts.length == 2) ? Integer.parseInt(parts[1]) : address.length * Byte.SIZE;
		return new IpSubnetFilterRule(parts[0], prefix, IpFilterRuleType.ACCEPT);
	}

	/**
	 * Whether connections begin with the PROXY protocol.
	 * @return whether the first bytes of each name its client
	 */
	public boolean isProtocol() {
		return this.protocol;
	}

	/**
	 * Whether an address is that of a proxy.
	 * @param address where a connection comes from
	 * @return whether it is believed
	 */
	public boolean trusts(InetSocketAddress address) {
		return this.networks.stream().anyMatch((network) -> network.matches(address));
	}

	/**
	 * Whether all clients of an address are somebody else's, so that their connections do
	 * not count as one client's.
	 * @param address where a connection comes from
	 * @return whether it is a proxy that names its clients
	 */
	public boolean speaksForOthers(InetSocketAddress address) {
		return (this.headers || this.protocol) && trusts(address);
	}

	/**
	 * The client of a request. The host that the client has asked the proxy for becomes
	 * that of the request.
	 * @param request the headers of the request
	 * @param sender where the connection comes from
	 * @return the first address on the way from here that is no proxy's, {@code sender}
	 * if that is none itself
	 */
	public InetSocketAddress client(HttpHeaders request, InetSocketAddress sender) {
		if (!this.headers || !trusts(sender)) {
			return sender;
		}
		String host = host(request);
		if (host != null) {
			request.set(HttpHeaderNames.HOST, host);
		}
		InetSocketAddress client = sender;
		List<String> way = way(request);
		for (int i = way.size() - 1; i >= 0 && trusts(client); i--) {
			InetSocketAddress before = address(way.get(i));
			if (before == null) {
				// unknown, or hidden: nobody farther away can be believed
				break;
			}
			client = before;
		}
		return client;
	}

	private static List<String> way(HttpHeaders request) {
		List<String> forwarded = elements(request, FORWARDED);
		if (forwarded.isEmpty()) {
			return elements(request, FORWARDED_FOR);
		}
		return forwarded.stream()
			.map((element) -> parameter(element, "for"))
			.map((value) -> (value != null) ? value : "")
			.toList();
	}

	private static @Nullable String host(HttpHeaders request) {
		List<String> forwarded = elements(request, FORWARDED);
		if (!forwarded.isEmpty()) {
			return parameter(forwarded.get(0), "host");
		}
		List<String> hosts = elements(request, FORWARDED_HOST);
		return hosts.isEmpty() ? null : hosts.get(0);
	}

	private static List<String> elements(HttpHeaders request, String name) {
		List<String> elements = new ArrayList<>();
		for (String value : request.getAll(name)) {
			for (String element : value.split(",")) {
				if (!element.isBlank()) {
					elements.add(element.strip());
				}
			}
		}
		return elements;
	}

	private static @Nullable String parameter(String element, String name) {
		for (String pair : element.split(";")) {
			String[] parts = pair.split("=", 2);
			if (parts.length == 2 && parts[0].strip().toLowerCase(Locale.ROOT).equals(name)) {
				return parts[1].strip().replaceAll("^\"|\"$", "");
			}
		}
		return null;
	}

	// An address, with a port perhaps; one of IPv6 is in brackets then.
	private static @Nullable InetSocketAddress address(String text) {
		String name = text;
		if (text.startsWith("[") && text.indexOf(']') > 0) {
			name = text.substring(1, text.indexOf(']'));
		}
		else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf(':') > 0) {
			name = text.substring(0, text.indexOf(':'));
		}
		byte[] bytes = NetUtil.createByteArrayFromIpAddressString(name);
		try {
			return (bytes != null) ? new InetSocketAddress(InetAddress.getByAddress(bytes), 0) : null;
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

}
