package io.p2p.engineio.send;

import java.util.ArrayList;
import java.util.List;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.p2p.engineio.http.EventLoopExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections of one event loop, one of which cannot be flushed.
 */
class FlusherTests {

	private final EventLoop loop = new DefaultEventLoop();

	private final List<String> heard = new ArrayList<>();

	@AfterEach
	void stop() {
		this.loop.shutdownGracefully();
	}

	@Test
	void whenAConnectionCannotBeFlushedThenItAloneEnds() {
		for (int turn = 0; turn < 2; turn++) {
			this.loop.submit(() -> {
				add("first", null);
				add("second", new IllegalStateException("of a test"));
				add("third", null);
			}).syncUninterruptibly();
			// behind what was to be done at the end of the turn
			this.loop.submit(() -> this.heard.add("-")).syncUninterruptibly();
		}
		assertThat(this.heard).containsExactly("first", "second is broken", "third", "-", "first", "second is broken",
				"third", "-");
	}

	private void add(String name, RuntimeException failure) {
		Flusher.get().add(EventLoopExecutor.of(this.loop), new Flusher.Written() {

			@Override
			public void flush() {
				if (failure != null) {
					throw failure;
				}
				FlusherTests.this.heard.add(name);
			}

			@Override
			public void broken() {
				FlusherTests.this.heard.add(name + " is broken");
			}

		});
	}

}
