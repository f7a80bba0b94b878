package io.p2p.signaling;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import io.p2p.ice.IceServer;
import io.p2p.ice.IceServersProvider;
import io.p2p.ice.IceSettings;
import io.p2p.ice.InvalidIceServerException;
import io.p2p.peer.Peer;

/**
 * Asks the application's {@link IceServersProvider}, on threads of its own: a vendor that
 * hangs must keep neither peers nor handlers waiting. While the provider is slow or
 * fails, peers get other servers.
 *
 * @since 0.1.0
 */
public final class BackgroundIceLookup implements IceLookup, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(BackgroundIceLookup.class);

	/**
	 * How long a peer waits for the provider: 3 seconds.
	 */
	public static final Duration PATIENCE = Duration.ofSeconds(3);

	/**
	 * After what time a peer that got other servers asks again, at the latest: 1 minute.
	 */
	public static final Duration RETRY = Duration.ofMinutes(1);

	private static final int THREADS = 32;

	private static final int MAX_WAITING = 10_000;

	private static final int KEEP_ALIVE = 30;

	private final AtomicBoolean failing = new AtomicBoolean();

	private final AtomicBoolean leavingOut = new AtomicBoolean();

	private final IceServersProvider provider;

	private final IceLookup otherwise;

	private final ThreadPoolExecutor threads;

	/**
	 * Create a look-up.
	 * @param provider the application's provider
	 * @param otherwise the look-up while the provider is slow or fails, which answers at
	 * once
	 */
	public BackgroundIceLookup(IceServersProvider provider, IceLookup otherwise) {
		this.provider = provider;
		this.otherwise = otherwise;
		CustomizableThreadFactory factory = new CustomizableThreadFactory("p2p-ice-");
		factory.setDaemon(true);
		this.threads = new ThreadPoolExecutor(THREADS, THREADS, KEEP_ALIVE, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(MAX_WAITING), factory);
		this.threads.allowCoreThreadTimeOut(true);
	}

	@Override
	public CompletionStage<IceSettings> find(Peer peer) {
		CompletableFuture<IceSettings> answer = new CompletableFuture<>();
		try {
			Future<?> call = this.threads.submit(() -> ask(peer, answer));
			answer.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).whenComplete((settings, failure) -> {
				if (failure instanceof TimeoutException) {
					// interrupt the provider, which occupies a thread
					call.cancel(true);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			answer.completeExceptionally(ex);
		}
		return answer.handle((settings, failure) -> (failure != null) ? instead(peer, failure) : answer)
			.thenCompose(Function.identity());
	}

	private void ask(Peer peer, CompletableFuture<IceSettings> answer) {
		try {
			IceSettings settings = this.provider.iceServers(peer);
			if (settings == null) {
				throw new IllegalStateException("The provider returned null");
			}
			if (answer.complete(usable(settings)) && this.failing.compareAndSet(true, false)) {
				logger.info("The IceServersProvider answers again");
			}
		}
		catch (Throwable ex) {
			answer.completeExceptionally(ex);
		}
	}

	// Leaves invalid servers out: with one of them, a browser would open no link at all.
	private IceSettings usable(IceSettings settings) {
		List<IceServer> servers = settings.servers().stream().flatMap(this::usable).toList();
		return servers.equals(settings.servers()) ? settings : new IceSettings(servers, settings.lifetime());
	}

	private Stream<IceServer> usable(IceServer server) {
		if (server.urls().size() < 2) {
			return isUsable(server) ? Stream.of(server) : Stream.empty();
		}
		List<String> urls = server.urls().stream().filter((url) -> isUsable(with(server, List.of(url)))).toList();
		return urls.isEmpty() ? Stream.empty() : Stream.of(with(server, urls));
	}

	private static IceServer with(IceServer server, List<String> urls) {
		return new IceServer(urls, server.username(), server.credential());
	}

	private boolean isUsable(IceServer server) {
		try {
			server.check();
			return true;
		}
		catch (InvalidIceServerException ex) {
			if (this.leavingOut.compareAndSet(false, true)) {
				logger.warn("The IceServersProvider gives a server that browsers do not take. It and others like it "
						+ "are left out: {}", ex.getMessage());
			}
			return false;
		}
	}

	private CompletionStage<IceSettings> instead(Peer peer, Throwable failure) {
		if (!this.threads.isShutdown() && this.failing.compareAndSet(false, true)) {
			logger.warn("The IceServersProvider failed, or did not answer within {} seconds: peers get what p2p.ice "
					+ "says until it does", PATIENCE.toSeconds(), failure);
		}
		return this.otherwise.find(peer).thenApply(BackgroundIceLookup::forNow);
	}

	private static IceSettings forNow(IceSettings settings) {
		Duration lifetime = settings.lifetime();
		return new IceSettings(settings.servers(),
				(lifetime != null && lifetime.compareTo(RETRY) < 0) ? lifetime : RETRY);
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
