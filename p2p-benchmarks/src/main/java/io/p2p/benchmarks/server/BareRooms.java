package io.p2p.benchmarks.server;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Who is in which room of the bare relay, and by which id.
 */
final class BareRooms {

	private final Map<String, Set<Channel>> rooms = new ConcurrentHashMap<>();

	private final Map<String, Channel> ids = new ConcurrentHashMap<>();

	int join(String room, String id, Channel channel) {
		this.ids.put(id, channel);
		Set<Channel> members = this.rooms.computeIfAbsent(room, (name) -> ConcurrentHashMap.newKeySet());
		members.add(channel);
		return members.size();
	}

	void leave(String room, String id, Channel channel) {
		this.ids.remove(id);
		Set<Channel> members = this.rooms.get(room);
		if (members != null) {
			members.remove(channel);
		}
	}

	@Nullable Channel byId(String id) {
		return this.ids.get(id);
	}

	/**
	 * Write frames, as they go over the wire, to all but one.
	 * @param frames what to write; released
	 */
	void broadcast(String room, @Nullable Channel sender, ByteBuf frames) {
		for (Channel member : this.rooms.getOrDefault(room, Set.of())) {
			if (member != sender) {
				member.writeAndFlush(frames.retainedDuplicate(), member.voidPromise());
			}
		}
		frames.release();
	}

}
