/* Faults that are planted on purpose, each by a change of one line of the source: the simulation has to find every
 * one, or it proves nothing. */

export interface Fault {
  readonly name: string;
  /** A file below the client's folder. */
  readonly file: string;
  /** What stands there, exactly once. */
  readonly code: string;
  readonly instead: string;
  /** Where it is looked for, if not with one server. */
  readonly stage?: 'cluster';
  /** The first seed that is played, of a fault that few lives show. */
  readonly first?: number;
}

export const FAULTS: readonly Fault[] = [
  {
    name: 'a receiver does not wait for the relay when a stream goes over to the link',
    file: 'src/stream/incoming.ts',
    code: 'if (linkEpoch === announcedEpoch) {',
    instead: 'if (linkEpoch >= announcedEpoch) {',
  },
  {
    name: 'a receiver takes what the relay repeats although it came by the link',
    file: 'src/stream/incoming.ts',
    code: 'if (!isAfter(seq, taken)) return false;',
    instead: 'if (!isAfter(seq, taken)) return true;',
  },
  {
    name: 'a sender does not repeat what a broken link had not confirmed',
    file: 'src/stream/outgoing.ts',
    code: '[...unconfirmed.drain(), ...waiting.drain()]',
    instead: 'waiting.drain()',
  },
  {
    name: 'a sender goes over to the link without a word on the relay',
    file: 'src/stream/outgoing.ts',
    code: 'relay.path(peerId, epoch);',
    instead: "if (path === 'relay') relay.path(peerId, epoch);",
  },
  {
    name: 'a sender that leaves takes with it what is on its links',
    file: 'src/api/room.ts',
    code: 'mesh.abandonLinks();',
    instead: '',
  },
  {
    name: 'a client does not repeat what the server has not confirmed',
    file: 'src/session/session.ts',
    code: 'for (const entry of replay.entries()) transmit(entry);',
    instead: '',
  },
  {
    name: 'a client repeats what the server has',
    file: 'src/session/session.ts',
    code: 'replay.confirm(received);',
    instead: 'void received;',
  },
  {
    name: 'a client counts what comes before the answer on its connection',
    file: 'src/session/session.ts',
    code: "if (eventName === 'peer-error') hand(event);",
    instead: "inbound.count(args);\n      if (eventName === 'peer-error') hand(event);",
    first: 70,
  },
  {
    name: 'a client whose answer was lost asks for another session',
    file: 'src/session/session.ts',
    code: '    asked = undefined;\n    failed =',
    instead: '    asked = undefined;\n    if (!established) name = randomName();\n    failed =',
    first: 545,
  },
  {
    name: 'a transfer begins again after a downgrade, and is heard twice',
    file: 'src/stream/incoming-transfers.ts',
    code: 'if (offset > 0 || done.has(id)) return undefined;',
    instead: 'if (offset > 0) return undefined;',
  },
  {
    name: 'a channel forgets what it could not send',
    file: 'src/link/channel.ts',
    code: 'broken = true;\n      queueMicrotask(() => events.refused(cause));',
    instead: 'void cause;',
  },
  {
    name: 'a receiver takes a piece of a message for the last one',
    file: 'src/link/channel.ts',
    code: 'if (type === FrameType.piece) return undefined;',
    instead: '',
  },
  {
    name: 'a receiver reads a Buffer from where its memory begins',
    file: 'src/codec/codec.ts',
    code: 'return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);',
    instead: 'return new Uint8Array(value.buffer);',
  },
  {
    name: 'a receiver takes a volatile event that is older than the last',
    file: 'src/stream/volatile-order.ts',
    code: 'if (!isAfter(number, newest.get(event) ?? floor)) return false;',
    instead: '',
  },
  {
    name: 'a volatile event goes to those with a link only',
    file: 'src/api/room.ts',
    code: 'skip.length > 0 && skip.length === ids.length;',
    instead: 'skip.length > 0;',
  },
  {
    name: 'the server keeps volatile events for a peer that is away',
    file: 'src/testing/room-server.ts',
    code: "receiver.connection?.emit('p2p:volatile',",
    instead: "receiver.send('p2p:volatile',",
  },
  {
    name: 'a client with a key does not say whom it has met',
    file: 'src/encryption/sealed-session.ts',
    code: 'if (!isGreeted) g[id] = [salt, mate.first];',
    instead: '',
  },
  {
    name: 'what is encrypted is sent as soon as it is, and not in its order',
    file: 'src/encryption/sealed-session.ts',
    code: 'outgoing.use(make(), (made) => {',
    instead: 'void Promise.resolve(make()).then((made) => {',
  },
  {
    name: 'a client with a key forgets whom it has sent what',
    file: 'src/encryption/sealed-session.ts',
    code: 'if (sent !== p) x[id] = sent ?? 0;',
    instead: '',
  },
  {
    name: 'a page forgets where the streams were before it was loaded anew',
    file: 'src/link/member.ts',
    code: 'own.positions[peerId] ?? []',
    instead: 'own.positions[`not ${peerId}`] ?? []',
  },
  {
    name: 'a page forgets what the server had not confirmed before it was loaded anew',
    file: 'src/session/session.ts',
    code: 'for (const entry of stored.entries) replay.push(entry, 0, true);',
    instead: '',
  },
  {
    name: 'a page forgets which large events have come before it was loaded anew',
    file: 'src/stream/incoming-transfers.ts',
    code: 'const done = new Set(ended);',
    instead: 'const done = new Set<number>();\n  void ended;',
    first: 1030,
  },
  {
    name: 'the server keeps nothing for a peer that is away',
    file: 'src/testing/room-server.ts',
    code: 'if (this.token !== undefined) this.#outbox.push([event, ...args]);',
    instead: 'if (this.token !== undefined && this.connection) this.#outbox.push([event, ...args]);',
  },
  {
    name: 'a lost peer holds the links that who is here lacks',
    file: 'src/testing/room-server.ts',
    code: 'find((other) => other && !other.peer.connection);',
    instead: 'find((other) => other === undefined);',
  },
  {
    name: 'whoever lacks links does not get those of a peer that is lost now',
    file: 'src/testing/room-server.ts',
    code: 'this.#tellLost(peer, true);\n      this.#replan(peer);',
    instead: 'this.#tellLost(peer, true);',
  },
  {
    name: 'a client holds on to a link that has given way to another',
    file: 'src/link/mesh.ts',
    code: 'member.link?.close(false);',
    instead: '',
  },
  {
    name: 'a link is taken for open before the other end has it',
    file: 'src/link/link.ts',
    code: 'isShared = pair === FIRST_PAIR || !initiator;',
    instead: 'isShared = true;',
    first: 1530,
  },
  {
    name: 'each room opens a connection of its own',
    file: 'src/link/linker.ts',
    code: 'const known = usable(member);',
    instead: 'const known = usable(member).filter(({ offerId: name }) => !name);',
  },
  {
    name: 'a stream to somebody who is back begins anew',
    file: 'src/link/member.ts',
    code: 'own.positions[peerId] = [outgoing.close()];',
    instead: 'outgoing.close();',
    first: 1300,
  },
  {
    name: 'what waited for the server goes once more to those who have it by link',
    file: 'src/session/replay-buffer.ts',
    code: '!(to ?? (skip as string[] | undefined)?.[0])',
    instead: 'to === undefined && skip !== null',
  },
  {
    name: 'what answers a question of an earlier stay in a room is taken for another answer',
    file: 'src/api/pending-acks.ts',
    code: 'let last = clock.now();',
    instead: 'let last = 0;',
    first: 390,
  },
  {
    name: 'a link gets the volatile channel of the one before it',
    file: 'src/link/peer-connection.ts',
    code: '(isVolatile ? pair === link.pair : !link.pair)',
    instead: '(isVolatile || !link.pair)',
    first: 1750,
  },
  {
    name: 'the server is not told that a room was left which it is about to let this client into',
    file: 'src/session/session.ts',
    code: 'if (!resumed && rooms.get(roomName) !== room) leave(roomName);',
    instead: '',
  },
  {
    name: 'whoever asks a sender for what is not for it is told nothing',
    file: 'src/stream/streams.ts',
    code: "say(from, id, 'abort');\n        }",
    instead: '}',
  },
  {
    name: 'a request for more is lost in private mode',
    file: 'src/stream/streams.ts',
    code: 'if (isSent) relay.send(message, { to: peerId });\n        else',
    instead: 'if (!isSent)',
  },
  {
    name: 'of a stream that loses bytes on its way the rest comes all the same',
    file: 'src/stream/streams.ts',
    code: 'if (what || sending?.receivers.has(peerId))',
    instead: 'if (!what && sending?.receivers.has(peerId))',
  },
  {
    name: 'a stream for the room waits for those whom its event does not reach',
    file: 'src/stream/streams.ts',
    code: '.filter((id) => !skip.includes(id))',
    instead: '',
  },
  {
    name: 'a Blob is read from where it was read before',
    file: 'src/stream/streams.ts',
    code: 'receiver.loaded += bytes.length;',
    instead: 'receiver.loaded += Math.min(bytes.length, READ_BYTES / 2);',
  },
  {
    name: 'a stream ends as soon as its source does, with bytes of it still to be asked for',
    file: 'src/stream/streams.ts',
    code: 'unsent = bytes;',
    instead: 'unsent = bytes.subarray(0, WINDOW_BYTES / 16);',
  },
  {
    name: 'the sender of a stream does not hear that its reader has had enough',
    file: 'src/stream/streams.ts',
    code: "say(from, id, 'cancel');\n    }",
    instead: '}',
  },
  {
    name: 'a stream is not ended when its sender has gone',
    file: 'src/stream/streams.ts',
    code: "receiving.fail(new P2PError('aborted', 'the sender has gone', { peerId: from }));",
    instead: 'void receiving;',
  },
  {
    name: 'the store takes what a server says for a session that another has',
    file: 'tests/simulation/store.ts',
    code: 'generation < (found?.generation ?? 0);',
    instead: 'generation < 0;',
    stage: 'cluster',
    first: 1375,
  },
  {
    name: 'a server does not see that the channel has left something out',
    file: 'tests/simulation/replica.ts',
    code: 'if (item.previous !== this.offset) {',
    instead: 'if (item.previous > item.offset) {',
    stage: 'cluster',
  },
  {
    name: 'a client does not remember how far it has come in a room',
    file: 'src/session/session.ts',
    code: 'if (isNews) position[1] = offset;',
    instead: '',
    stage: 'cluster',
  },
  {
    name: 'a page that was loaded anew forgets how far it has come with its first connection',
    file: 'src/session/session.ts',
    code: 'if (!restored.has(roomName)) positions.delete(roomName);',
    instead: 'positions.delete(roomName);',
    stage: 'cluster',
  },
  {
    name: 'nobody looks whether a failover has dropped what somebody has had',
    file: 'tests/simulation/store.ts',
    code: 'return jumps.some(([from, to]) => offset > from && offset <= to);',
    instead: 'return jumps.some(([from, to]) => offset > to && offset <= from);',
    stage: 'cluster',
  },
  {
    name: 'a server whose lease has ended keeps its clients',
    file: 'tests/simulation/node.ts',
    code: 'for (const session of [...this.#sessions.values()]) this.#forget(session);\n    for',
    instead: 'if (this.#sessions.size >= 0) return;\n    for',
    stage: 'cluster',
    first: 220,
  },
  {
    name: 'two servers go on with one session',
    file: 'tests/simulation/store.ts',
    code: 'const generation = known.generation + 1;',
    instead: 'const { generation } = known;',
    stage: 'cluster',
  },
];
