package io.p2p.web.reactive;

import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

import io.p2p.web.PendingWebSocket;
import io.p2p.web.WebAnswer;
import io.p2p.web.WebConnector;
import io.p2p.web.WebRequest;

/**
 * Gives the requests of WebFlux on reactor-netty to the Socket.IO server. Connections
 * that become WebSockets leave reactor's handlers and stay on Netty.
 *
 * @since 0.1.0
 */
public final class EngineWebHandler implements WebHandler {

	private static final String RETRY_AFTER_SECONDS = "5";

	private final WebConnector connector;

	/**
	 * Create a handler.
	 * @param connector gets the requests
	 */
	public EngineWebHandler(WebConnector connector) {
		this.connector = connector;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		return exchange.getPrincipal()
			.map(Optional::of)
			.defaultIfEmpty(Optional.empty())
			.flatMap((principal) -> handle(exchange, principal.orElse(null)));
	}

	private Mono<Void> handle(ServerWebExchange exchange, @Nullable Principal principal) {
		ServerHttpRequest request = exchange.getRequest();
		Channel channel = channel(request);
		WebRequest target = this.connector.open(channel.eventLoop(), ReactiveHead.caller(request, principal));
		if (target == null) {
			exchange.getResponse().setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
			exchange.getResponse().getHeaders().set("Retry-After", RETRY_AFTER_SECONDS);
			return Mono.empty();
		}
		target.begin(ReactiveHead.read(request));
		return Flux.merge(read(request, target), Mono.fromFuture(target.answer()))
			.next()
			.timeout(target.timeout())
			.onErrorResume((failure) -> unavailable(target))
			// else reactor reads between its handshake and the takeover, and keeps that
			.publishOn(Schedulers.fromExecutor(channel.eventLoop()))
			.flatMap((answer) -> write(exchange, answer, target.timeout()))
			.doOnError((failure) -> target.gone())
			.doOnCancel(target::gone);
	}

	private static Channel channel(ServerHttpRequest request) {
		HttpServerRequest of = ServerHttpRequestDecorator.getNativeRequest(request);
		return ((Connection) of).channel();
	}

	private static Mono<WebAnswer> read(ServerHttpRequest request, WebRequest target) {
		if (!HttpMethod.POST.equals(request.getMethod())) {
			target.complete();
			return Mono.empty();
		}
		AtomicLong taken = new AtomicLong();
		return request.getBody()
			.map(EngineWebHandler::bytes)
			// more than that has been refused
			.takeWhile((part) -> taken.addAndGet(part.length) - part.length <= target.maxBody())
			.doOnNext(target::append)
			.then(Mono.<WebAnswer>fromRunnable(target::complete));
	}

	private static byte[] bytes(DataBuffer part) {
		byte[] bytes = new byte[part.readableByteCount()];
		part.read(bytes);
		DataBufferUtils.release(part);
		return bytes;
	}

	private static Mono<WebAnswer> unavailable(WebRequest target) {
		target.gone();
		return Mono.error(new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE));
	}

	private Mono<Void> write(ServerWebExchange exchange, WebAnswer answer, Duration timeout) {
		ServerHttpResponse response = exchange.getResponse();
		if (answer instanceof WebAnswer.Response said) {
			response.setRawStatusCode(said.response().status().code());
			set(said.response().headers(), response);
			if (said.last()) {
				response.getHeaders().set(HttpHeaderNames.CONNECTION.toString(), "close");
			}
			// a request that has been given up does not know it any more
			@Nullable ChannelHandlerContext first = channel(exchange.getRequest()).pipeline().firstContext();
			byte[] body = ByteBufUtil.getBytes(said.response().content());
			said.response().release();
			if (first == null) {
				// the client has gone
				said.finish();
				return Mono.empty();
			}
			this.connector.writing(1);
			return response.writeWith(Mono.just(response.bufferFactory().wrap(body)))
				.then(flushed(first))
				// there is nothing to be said to a client that does not read
				.timeout(timeout, Mono.fromRunnable(() -> first.close()))
				.doFinally((end) -> {
					this.connector.writing(-1);
					said.finish();
				});
		}
		PendingWebSocket socket = ((WebAnswer.Upgrade) answer).socket();
		HttpServerResponse reactor = ServerHttpResponseDecorator.getNativeResponse(response);
		// reactor says so itself; this is for who measures
		response.setStatusCode(HttpStatus.SWITCHING_PROTOCOLS);
		// the filters' headers are added before the response begins
		return response.setComplete()
			.then(Mono.defer(() -> upgrade(reactor, socket)))
			.doOnError((failure) -> socket.abandon())
			.doOnCancel(socket::abandon);
	}

	// Reactor is done with a response when Netty has it. Whatever is written behind it is
	// written when the client has read so much that there was room.
	private static Mono<Void> flushed(ChannelHandlerContext first) {
		return Mono
			.create((sink) -> first.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((written) -> sink.success()));
	}

	private static Mono<Void> upgrade(HttpServerResponse response, PendingWebSocket socket) {
		HttpHeaders headers = socket.response();
		for (Map.Entry<String, String> header : headers) {
			// reactor has those that it knows
			if (header.getKey().regionMatches(true, 0, "sec-websocket-p", 0, 15)
					|| header.getKey().regionMatches(true, 0, "sec-websocket-e", 0, 15)) {
				response.header(header.getKey(), header.getValue());
			}
		}
		WebsocketServerSpec spec = WebsocketServerSpec.builder().handlePing(true).build();
		return response.sendWebsocket((in, out) -> {
			in.withConnection((connection) -> take(connection.channel(), socket));
			return Mono.never();
		}, spec);
	}

	// Reactor's handlers go, the last one first: it would take what the decoder has read.
	private static void take(Channel channel, PendingWebSocket socket) {
		ChannelPipeline pipeline = channel.pipeline();
		pipeline.remove(NettyPipeline.ReactiveBridge);
		socket.takeOver(channel, () -> {
			pipeline.remove(WebSocketFrameDecoder.class);
			pipeline.remove(WebSocketFrameEncoder.class);
		});
	}

	private static void set(HttpHeaders headers, ServerHttpResponse response) {
		for (Map.Entry<String, String> header : headers) {
			response.getHeaders().set(header.getKey(), header.getValue());
		}
	}

}
