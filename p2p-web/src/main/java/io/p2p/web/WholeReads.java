package io.p2p.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Reads until nothing comes any more, each time as much as a TLS record holds: what is
 * left in a buffer of the TLS layer makes no socket readable.
 */
final class WholeReads extends DefaultMaxMessagesRecvByteBufAllocator {

	// 16 KB and what TLS adds at most
	private static final int RECORD = 17 * 1024;

	WholeReads() {
		respectMaybeMoreData(false);
	}

	@Override
	public MaxMessageHandle newHandle() {
		return new MaxMessageHandle() {

			@Override
			public ByteBuf allocate(ByteBufAllocator alloc) {
				return alloc.ioBuffer(RECORD);
			}

			@Override
			public int guess() {
				return RECORD;
			}

		};
	}

}
