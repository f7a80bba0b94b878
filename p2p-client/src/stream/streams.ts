import { P2PError, report } from '../api/errors.js';
import type { EventSink } from '../api/event-sink.js';
import { isObject } from '../api/check.js';
import { whenAborted } from '../api/when-aborted.js';
import type { Mesh } from '../link/mesh.js';
import type { Relay } from '../relay/relay.js';
import { asBytes, encodeEvent, type EncodedEvent, type Offered, type Source } from '../codec/codec.js';

/* Blobs, Files and streams as arguments: what an event says of them goes with it, and their bytes go to each receiver
 * by itself, as far ahead as that one has asked for. The messages are answers, which the server passes on as they are,
 * so that they keep their order and are repeated like everything else. */

// What a receiver asks for ahead of what is read, and how much of it must be read before it asks for more
const WINDOW_BYTES = 1024 * 1024;
const GRANT_BYTES = WINDOW_BYTES / 4;
// What goes in one message: with what is around it, not more than a message of a link may have
const CHUNK_BYTES = 60 * 1024;
// What is read of a Blob at once
const READ_BYTES = 256 * 1024;
// What comes of a Blob leaves the page's memory in pieces of this size
const SEGMENT_BYTES = 8 * 1024 * 1024;
// The streams of one peer that are open at once
const MAX_OPEN = 128;

/** What an event says of a Blob or a stream in it. */
interface Description {
  readonly id: number;
  readonly kind: 'blob' | 'file' | 'stream';
  readonly size?: number;
  readonly type?: string;
  readonly name?: string;
  readonly lastModified?: number;
}

interface Receiver {
  /** The bytes that it has asked for and has not been sent. */
  credit: number;
  loaded: number;
}

interface Sending {
  readonly receivers: Map<string, Receiver>;
  /** Sends what the receivers have asked for. */
  pump(): void;
  /** Nobody is left to get it, or it has been sent. */
  end(reason?: unknown): void;
}

interface Receiving {
  readonly event: string;
  take(bytes: Uint8Array): void;
  end(): void;
  fail(cause: unknown): void;
}

export type Streams = ReturnType<typeof createStreams>;

/** @param send sends a message on the way that an event would take */
export function createStreams(
  sink: EventSink,
  relay: Relay,
  mesh: Mesh,
  send: (message: EncodedEvent, to: string) => void,
) {
  // By id, which is unique among the streams and transfers of this client
  const sendings = new Map<number, Sending>();
  // By the peer that sends and the id
  const receivings = new Map<string, Map<number, Receiving>>();

  // What was said of streams, as long as it may come to nothing
  const said = new WeakMap<EncodedEvent, unknown>();

  function say(to: string, id: number, ...what: unknown[]): void {
    const message = encodeEvent(null, [null, null, ...what], id);
    said.set(message, what[0]);
    send(message, to);
  }

  /* What this client sends */

  function offer({ id, source, event }: Offered, peerIds: readonly string[], signal?: AbortSignal): void {
    // Of an earlier session: what has been read of it is gone, which whoever asks for it is told
    if (!(source instanceof Blob) && source.locked && !sendings.has(id)) return;
    const sending = sendings.get(id) ?? begin(id, source, event, signal);
    for (const peerId of peerIds) sending.receivers.set(peerId, { credit: 0, loaded: 0 });
    if (sending.receivers.size === 0) sending.end('nobody is there');
  }

  function begin(id: number, source: Source, event: string, signal?: AbortSignal): Sending {
    const receivers = new Map<string, Receiver>();
    const reader = source instanceof Blob ? undefined : source.getReader();
    const forget = whenAborted(signal, () => giveUp(signal?.reason));
    let isBusy = false;
    let isWanted = false;
    let unsent: Uint8Array = new Uint8Array();

    function giveUp(cause: unknown): void {
      if (!sendings.has(id)) return;
      for (const peerId of receivers.keys()) say(peerId, id, 'abort');
      sending.end(cause);
      report(sink, 'aborted', 'this client gave an event up', { event: event || undefined, cause });
    }

    function deliver(peerId: string, receiver: Receiver, bytes: Uint8Array): void {
      receiver.credit -= bytes.length;
      receiver.loaded += bytes.length;
      const chunkBytes = Math.min(CHUNK_BYTES, Math.max(1, Math.floor(relay.roomFor() / 2)));
      // What is said may not reach it
      for (let start = 0; start < bytes.length && receivers.has(peerId); start += chunkBytes)
        say(peerId, id, 'data', bytes.subarray(start, start + chunkBytes));
    }

    function finish(peerId: string): void {
      if (!receivers.has(peerId)) return;
      say(peerId, id, 'end');
      leave(sending, peerId);
    }

    /** Reads as much as the slowest of the receivers has asked for. */
    async function pumpStream(): Promise<void> {
      while (reader && receivers.size > 0) {
        const credit = Math.min(...[...receivers.values()].map((receiver) => receiver.credit));
        if (credit <= 0) return;
        if (unsent.length > 0) {
          const bytes = unsent.subarray(0, credit);
          unsent = unsent.subarray(credit);
          for (const [peerId, receiver] of receivers) deliver(peerId, receiver, bytes);
          continue;
        }
        const { done, value } = (await reader.read()) as ReadableStreamReadResult<unknown>;
        if (done) for (const peerId of receivers.keys()) finish(peerId);
        else {
          const bytes = asBytes(value);
          if (!bytes) throw new TypeError('a stream that is sent must have bytes in it');
          unsent = bytes;
        }
      }
    }

    async function pumpBlob(blob: Blob): Promise<void> {
      for (let isMore = true; isMore;) {
        isMore = false;
        for (const [peerId, receiver] of receivers) {
          const { credit, loaded } = receiver;
          if (loaded < blob.size && credit > 0) {
            isMore = true;
            const end = loaded + Math.min(credit, READ_BYTES);
            const bytes = await blob.slice(loaded, end).arrayBuffer();
            if (receivers.get(peerId) !== receiver) continue;
            deliver(peerId, receiver, new Uint8Array(bytes));
            if (receivers.size > 0) progress(blob.size);
          }
          // Of an empty one nothing is sent until it is asked for
          if (receiver.loaded >= blob.size && (loaded > 0 || credit > 0)) finish(peerId);
        }
      }
    }

    function progress(total: number): void {
      const loaded = Math.min(...[...receivers.values()].map((receiver) => receiver.loaded));
      sink.emit('progress', { id, event, direction: 'send', loaded, total, abort: () => giveUp(undefined) });
    }

    const sending: Sending = {
      receivers,

      pump() {
        // Somebody else may ask while it ends
        isWanted = true;
        if (isBusy) return;
        isBusy = true;
        isWanted = false;
        void (source instanceof Blob ? pumpBlob(source) : pumpStream()).catch(giveUp).finally(() => {
          isBusy = false;
          if (isWanted) sending.pump();
        });
      },

      end(reason) {
        forget();
        sendings.delete(id);
        receivers.clear();
        void reader?.cancel(reason).catch(() => undefined);
      },
    };
    sendings.set(id, sending);
    return sending;
  }

  /** A receiver has all, or wants no more. */
  function leave(sending: Sending, peerId: string, reason?: unknown): void {
    if (!sending.receivers.delete(peerId)) return;
    if (sending.receivers.size === 0) sending.end(reason);
    else sending.pump();
  }

  /* What comes */

  function receive(from: string, event: string, description: Description): ReadableStream<Uint8Array> {
    const { id, kind, size = NaN } = description;
    const open = receivings.get(from) ?? new Map<number, Receiving>();
    receivings.set(from, open);
    if (open.size >= MAX_OPEN || open.has(id)) throw new TypeError('more streams than one peer may open');
    let asked = 0;
    let received = 0;
    let controller: ReadableStreamDefaultController<Uint8Array>;

    /** Asks for as many bytes as there is room for. */
    function ask(): void {
      const wanted = (controller.desiredSize ?? 0) - (asked - received);
      if (wanted <= 0 || (wanted < GRANT_BYTES && asked > received)) return;
      asked += wanted;
      say(from, id, 'more', wanted);
    }

    function close(): void {
      open.delete(id);
    }

    function abort(): void {
      close();
      say(from, id, 'cancel');
    }

    const receiving: Receiving = {
      event,

      take(bytes) {
        received += bytes.length;
        if (received > asked || received > size) {
          abort();
          receiving.fail(
            new P2PError('bad-message', 'a peer sent more than was asked for', { peerId: from, event }),
          );
          return;
        }
        controller.enqueue(bytes);
        if (kind === 'stream') return;
        const giveUp = (): void => {
          if (!open.has(id)) return;
          abort();
          receiving.fail(new P2PError('aborted', 'this client gave an event up', { peerId: from, event }));
        };
        sink.emit('progress', {
          id,
          event,
          direction: 'receive',
          peerId: from,
          loaded: received,
          total: size,
          abort: giveUp,
        });
      },

      end() {
        close();
        if (kind === 'stream' || received === size) controller.close();
        else
          receiving.fail(
            new P2PError('bad-message', 'a peer sent less than it said', { peerId: from, event }),
          );
      },

      fail(cause) {
        close();
        controller.error(cause);
      },
    };
    open.set(id, receiving);
    return new ReadableStream<Uint8Array>(
      {
        start: (its) => void (controller = its),
        pull: ask,
        cancel: abort,
      },
      { highWaterMark: WINDOW_BYTES, size: ({ length }) => length },
    );
  }

  /** A peer has gone, or this client has lost all of them. */
  function gone(peerId?: string): void {
    for (const sending of [...sendings.values()])
      for (const id of [...sending.receivers.keys()])
        if ((peerId ?? id) === id) leave(sending, id, 'the peer has gone');
    for (const [from, open] of receivings) {
      if ((peerId ?? from) !== from) continue;
      receivings.delete(from);
      for (const receiving of [...open.values()])
        receiving.fail(new P2PError('aborted', 'the sender has gone', { peerId: from }));
    }
  }

  return {
    gone,

    /**
     * Has those whom an event is for ask for what is in it.
     *
     * @param skip who does not get the event: a stream for the room goes as fast as the slowest
     */
    offer(
      { sources = [] }: EncodedEvent,
      addressed: readonly string[],
      skip: readonly string[],
      signal?: AbortSignal,
    ): void {
      const peerIds = addressed.filter((id) => !skip.includes(id));
      for (const source of sources) offer(source, peerIds, signal);
    },

    /**
     * An event does not reach some, or something that was said of a stream. Tells whether it does after all: what has
     * nothing of the contents may pass the server.
     */
    lost(message: EncodedEvent, peerIds: readonly string[] = []): boolean {
      const what = said.get(message);
      const isSent = what === 'more' || what === 'cancel' || what === 'abort';
      for (const peerId of peerIds) {
        if (isSent) relay.send(message, { to: peerId });
        else
          for (const { id } of message.sources ?? (what ? [{ id: message.ack }] : [])) {
            const sending = sendings.get(id);
            // What is behind it would come all the same, and so may the event
            if (what || sending?.receivers.has(peerId))
              relay.send(encodeEvent(null, [null, null, 'abort'], id), { to: peerId });
            if (sending) leave(sending, peerId, 'it does not reach the receiver');
          }
      }
      return isSent;
    },

    /** A message about a stream has come. */
    take(from: string, id: number, [what, value]: readonly unknown[]): void {
      const sending = sendings.get(id);
      const receiver = sending?.receivers.get(from);
      const receiving = receivings.get(from)?.get(id);
      const bytes = asBytes(value);
      if (what === 'more' && typeof value === 'number' && value > 0) {
        if (sending && receiver) {
          receiver.credit = Math.min(receiver.credit + value, WINDOW_BYTES);
          sending.pump();
        } else {
          // It has come to the room since the event was sent, or the source has ended with an earlier session
          say(from, id, 'abort');
        }
      } else if (what === 'cancel' && sending) leave(sending, from, 'the receiver wants no more');
      else if (what === 'data' && bytes) receiving?.take(bytes);
      else if (what === 'end') receiving?.end();
      else if (what === 'abort')
        receiving?.fail(new P2PError('aborted', 'the sender gave an event up', { peerId: from }));
    },

    /**
     * Puts Blobs and streams where an event has a mark for them.
     *
     * @param deliver gets the arguments: at once if there are only streams, else when all Blobs have come
     * @throws TypeError if the descriptions mean nothing
     */
    revive(
      from: string,
      event: string,
      args: readonly unknown[],
      described: readonly unknown[],
      deliver: (args: unknown[]) => void,
    ): void {
      const made: unknown[] = described.map((one) => {
        const description = checkedDescription(one);
        const stream = receive(from, event, description);
        return description.kind === 'stream' ? stream : blobOf(stream, description);
      });
      // Before this client was let in
      if (!mesh.member(from)) gone(from);
      const put = (values: readonly unknown[]): void => deliver(args.map((arg) => placed(arg, values)));
      if (!made.some((one) => one instanceof Promise)) put(made);
      else
        Promise.all(made).then(put, (cause: unknown) => {
          const { code = 'aborted', message = String(cause) } = cause as Partial<P2PError>;
          report(sink, code, message, { peerId: from, event: event || undefined, cause });
        });
    },

    /** Ends everything at the other ends, as the page goes. Returns who has sent what in vain. */
    refuseAll(): [peerId: string, event: string][] {
      for (const [id, { receivers }] of sendings)
        for (const peerId of receivers.keys()) say(peerId, id, 'abort');
      return [...receivings].flatMap(([from, open]) =>
        [...open].map(([id, { event }]): [string, string] => {
          say(from, id, 'cancel');
          return [from, event];
        }),
      );
    },
  };
}

function checkedDescription(value: unknown): Description {
  const { id, kind, size, type, name, lastModified } = Object(value) as Partial<
    Record<keyof Description, unknown>
  >;
  const isKnown = kind === 'blob' || kind === 'file' || kind === 'stream';
  if (typeof id !== 'number' || !isKnown || (kind !== 'stream' && typeof size !== 'number'))
    throw new TypeError('not the description of a stream');
  return {
    id,
    kind,
    ...(typeof size === 'number' && { size }),
    type: typeof type === 'string' ? type : '',
    name: typeof name === 'string' ? name : '',
    ...(typeof lastModified === 'number' && { lastModified }),
  };
}

/** Reads a stream into a Blob that does not lie in the page's memory. */
async function blobOf(stream: ReadableStream<Uint8Array>, description: Description): Promise<Blob> {
  const { kind, type = '', name = '', lastModified } = description;
  const reader = stream.getReader();
  const segments: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value as Uint8Array<ArrayBuffer>);
    bytes += value.length;
    if (bytes < SEGMENT_BYTES) continue;
    // By a Response, as Firefox keeps a Blob that is made of bytes in the page's memory
    segments.push(await new Response(new Blob(chunks)).blob());
    chunks = [];
    bytes = 0;
  }
  const parts = [...segments, ...chunks];
  if (kind !== 'file' || typeof File === 'undefined') return new Blob(parts, { type });
  return new File(parts, name, { type, ...(lastModified !== undefined && { lastModified }) });
}

/** An argument with what belongs where its marks are. */
function placed(value: unknown, values: readonly unknown[]): unknown {
  if (Array.isArray(value)) return value.map((one) => placed(one, values));
  if (!isObject(value) || asBytes(value)) return value;
  const { _p2p: index } = value;
  if (typeof index === 'number') return values[index];
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, placed(member, values)]));
}
