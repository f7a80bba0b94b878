/// <reference lib="esnext.disposable" preserve="true" />
import { ABOVE_0, check, hasMethods, STRING } from './check.js';
import { Emission } from './emission.js';
import { ANY, createEmitter, type Listener } from './emitter.js';
import type { LibraryEvents } from './events.js';
import { resolveOptions, type P2POptions } from './options.js';
import { createRoom, type Room } from './room.js';
import type { AnySocket } from '../session/session.js';
import type {
  AckEvents,
  Answer,
  DefaultEvents,
  EventArgs,
  EventListener,
  EventsMap,
  MediaOptions,
  Peer,
  PeerUser,
  PlainEvents,
  QuestionArgs,
} from './types.js';

/** What `p2p.to(peerId)` gives: emits to that peer only. */
export interface Target<Events extends EventsMap = DefaultEvents> extends PeerQuestion<Events> {
  /** Sends an event to the peer, by its link or through the server. */
  emit<K extends PlainEvents<Events>>(event: K, ...args: EventArgs<Events[K]>): this;
  /** Limits the time for the answer of the next question, in milliseconds. */
  timeout(timeoutMs: number): PeerQuestion<Events>;
  /** Gives the next event up, or its question, when the signal is aborted. See {@link P2P.signal}. */
  signal(signal: AbortSignal): Target<Events>;
  /** Sends the next event now or never. See {@link P2P.volatile}. */
  readonly volatile: VolatileTarget<Events>;
}

/** What `p2p.volatile` gives: emits now or never. */
export interface VolatileTarget<Events extends EventsMap = DefaultEvents> {
  /** Sends an event to whoever can take it at once. */
  emit<K extends PlainEvents<Events>>(event: K, ...args: EventArgs<Events[K]>): this;
  /** Addresses one peer of the room instead of all. */
  to(peerId: string): VolatileTarget<Events>;
}

/** A question to one peer. */
export interface PeerQuestion<Events extends EventsMap = DefaultEvents> {
  /**
   * Sends an event to the peer and waits for its answer: what a listener there gives to the function that it
   * gets as the last argument before the sender.
   *
   * @returns rejects with a {@link P2PError}: `timeout`, `not-answered` if the peer leaves, `unknown-peer`,
   * `unreachable`, `missed`, `aborted`, `too-large`, or what the server refused it with; and with the reason of the
   * signal, if that is aborted
   */
  emitWithAck<K extends AckEvents<Events>>(
    event: K,
    ...args: QuestionArgs<Events[K]>
  ): Promise<Answer<Events[K]>>;
  /** Gives the question up when the signal is aborted. */
  signal(signal: AbortSignal): PeerQuestion<Events>;
}

/** A question to everybody in the room. */
export interface RoomQuestion<Events extends EventsMap = DefaultEvents> {
  /**
   * Sends an event to every other member and waits for the answers of those who are in the room now.
   *
   * @returns the answers by peer id, without those of peers that left before they answered. Rejects with a
   * {@link P2PError} `timeout` that has the `answers` that came and the `peerIds` of those who are missing, and with
   * the reason of the signal, if that is aborted
   */
  emitWithAck<K extends AckEvents<Events>>(
    event: K,
    ...args: QuestionArgs<Events[K]>
  ): Promise<Map<string, Answer<Events[K]>>>;
  /** Addresses one peer of the room instead of all. */
  to(peerId: string): PeerQuestion<Events>;
  /** Gives the question up when the signal is aborted. */
  signal(signal: AbortSignal): RoomQuestion<Events>;
}

/** What `p2p.signal(signal)` gives: emits as `p2p` does, until the signal is aborted. */
export interface RoomTarget<Events extends EventsMap = DefaultEvents> extends RoomQuestion<Events> {
  /** Sends an event to every other member of the room. */
  emit<K extends PlainEvents<Events>>(event: K, ...args: EventArgs<Events[K]>): this;
  /** Limits the time for the answers to the next question, in milliseconds. */
  timeout(timeoutMs: number): RoomQuestion<Events>;
  to(peerId: string): Target<Events>;
  signal(signal: AbortSignal): RoomTarget<Events>;
}

/**
 * A Socket.IO client whose events go to the other members of a room: through the server at first, and
 * over WebRTC links between the browsers as soon as these are open.
 *
 * @example
 * const p2p = new P2P(io());
 * p2p.on('text', (line, sender) => console.log(sender.id, sender.path, line));
 * p2p.emit('text', 'Hello');
 */
export class P2P<
  Events extends EventsMap = DefaultEvents,
  Data = unknown,
  User = PeerUser,
> implements RoomTarget<Events> {
  /** Leaves the room at the end of the block: `using p2p = new P2P(socket)`. See {@link leave}. */
  declare readonly [Symbol.dispose]: () => void;
  /** The name of the room. */
  readonly room: string;
  readonly #room: Room;
  readonly #emission: Emission;
  readonly #emitter = createEmitter();

  /**
   * Joins a room, now or when the socket connects. After a reconnect it still is in the room, under the same
   * id, or if it was away for too long joins again, under another.
   *
   * @param socket a socket of socket.io-client; several P2P, each with its room, may share one
   * @param options see {@link P2POptions}
   * @param onUpgrade is called at the first `upgrade`
   * @throws TypeError that says what is wrong, if the socket is none, an option is not valid or there is none of
   * that name
   * @throws Error if the socket serves that room already
   */
  constructor(socket: AnySocket, options?: P2POptions<Data>, onUpgrade?: () => void);
  constructor(socket: AnySocket, onUpgrade?: () => void);
  constructor(socket: AnySocket, options: P2POptions<Data> | (() => void) = {}, onUpgrade?: () => void) {
    checkSocket(socket);
    if (typeof options === 'function') [options, onUpgrade] = [{}, options];
    const settings = resolveOptions(options);
    this.room = settings.room;
    if (onUpgrade) this.once('upgrade', onUpgrade);
    this.#room = createRoom(socket, settings, {
      emit: (event, ...args) => {
        const heard = this.#emitter.emit(event, ...args);
        if (!heard && event === 'peer-error') console.warn('socket.io-p2p-client:', ...args);
      },
      hears: (event) => this.#emitter.count(event) > 0,
      receive: (event, args, sender) => {
        this.#emitter.emit(ANY, event, ...args, sender);
        this.#emitter.emit(event, ...args, sender);
      },
    });
    this.#emission = new Emission(this.#room);
  }

  /** This client's peer id, `undefined` while it is not in the room. */
  get peerId(): string | undefined {
    return this.#room.peerId;
  }

  /** The other members of the room, as they are now: the array is another one when any of them has changed. */
  get peers(): readonly Peer<Data, User>[] {
    return this.#room.mesh.peers as readonly Peer<Data, User>[];
  }

  /** Another member of the room as it is now; `undefined` if it is not there. */
  peer(peerId: string): Peer<Data, User> | undefined {
    return this.#room.mesh.member(peerId)?.peer as Peer<Data, User> | undefined;
  }

  /** What the other peers know of this one: the option `data`, or what was set since. Setting it tells them. */
  get data(): Data | undefined {
    return this.#room.relay.data as Data | undefined;
  }

  set data(data: Data | undefined) {
    this.#room.relay.update(data);
  }

  /** Whether events take the links that are open. Set by `upgrade()` and by the automatic upgrade. */
  get usePeerConnection(): boolean {
    return this.#room.mode.usePeerConnection;
  }

  set usePeerConnection(usePeerConnection: boolean) {
    this.#room.use({ usePeerConnection });
  }

  /**
   * Whether events may pass the server. `false` is the private mode: events go by link only and wait for
   * links that are planned; a `peer-error` with the code `unreachable` names the peers that have none. Events
   * that still wait when the mode ends are given up, with the same error.
   */
  get useSockets(): boolean {
    return this.#room.mode.useSockets;
  }

  set useSockets(useSockets: boolean) {
    this.#room.use({ useSockets });
  }

  /** Listens to an event of the library or of the other peers; returns a function that stops it. */
  on<K extends keyof LibraryEvents>(event: K, listener: LibraryEvents<Data, User>[K]): () => void;
  on<K extends keyof Events & string>(event: K, listener: EventListener<Events[K]>): () => void;
  on(event: string, listener: unknown): () => void {
    return this.#emitter.on(event, listener as Listener);
  }

  /** Listens to the next event of this name; returns a function that stops it. */
  once<K extends keyof LibraryEvents>(event: K, listener: LibraryEvents<Data, User>[K]): () => void;
  once<K extends keyof Events & string>(event: K, listener: EventListener<Events[K]>): () => void;
  once(event: string, listener: unknown): () => void {
    return this.#emitter.on(event, listener as Listener, true);
  }

  /** Stops a listener, or all of an event. */
  off(event: (keyof LibraryEvents | keyof Events) & string, listener?: Listener): this {
    this.#emitter.off(event, listener);
    return this;
  }

  /**
   * Removes the listeners of an event, or those of all events. Those of {@link onAny} stay.
   */
  removeAllListeners(event?: (keyof LibraryEvents | keyof Events) & string): this {
    if (event === undefined) this.#emitter.clear();
    else this.#emitter.off(event);
    return this;
  }

  /** How many listeners an event has, without those of {@link onAny}. */
  listenerCount(event: (keyof LibraryEvents | keyof Events) & string): number {
    return this.#emitter.count(event);
  }

  /**
   * Listens to every event of the other peers, before the listeners of its name; returns a function that stops it.
   *
   * @param listener gets the name, the arguments and the sender
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the arguments are those of any event
  onAny(listener: (event: string, ...args: any[]) => void): () => void {
    return this.#emitter.on(ANY, listener);
  }

  /** Stops a listener of every event, or all of them. */
  offAny(listener?: Listener): this {
    this.#emitter.off(ANY, listener);
    return this;
  }

  /**
   * Sends an event to every other member of the room. The arguments are those of Socket.IO's `emit`:
   * anything JSON can say, and `ArrayBuffer`s and typed arrays anywhere in it, which are read at once; and `Blob`s, `File`s
   * and `ReadableStream`s of bytes, which are read as they go and arrive as what they are.
   *
   * @throws TypeError if the name is one of the library's or Socket.IO's, or an argument is or contains
   * a function, a stream that somebody reads already, a cycle or a BigInt, or there are more than 1,000 binaries, or arrays and objects more than
   * 250 deep in each other
   */
  emit<K extends PlainEvents<Events>>(event: K, ...args: EventArgs<Events[K]>): this {
    this.#emission.emit(event, ...args);
    return this;
  }

  emitWithAck<K extends AckEvents<Events>>(
    event: K,
    ...args: QuestionArgs<Events[K]>
  ): Promise<Map<string, Answer<Events[K]>>> {
    return this.#emission.emitWithAck(event, ...args) as Promise<Map<string, Answer<Events[K]>>>;
  }

  /** Limits the time for the answers to the next question, in milliseconds. */
  timeout(timeoutMs: number): RoomQuestion<Events> {
    return this.#emission.timeout(timeoutMs) as RoomQuestion<Events>;
  }

  /**
   * Has an `AbortSignal` give up the next event, or the wait for its answer: a large event is sent no further, with a
   * `peer-error` of the code `aborted`; a question rejects with the reason of the signal.
   *
   * @throws TypeError if that is no AbortSignal. What is emitted with one that is aborted already throws its reason
   */
  signal(signal: AbortSignal): RoomTarget<Events> {
    return this.#emission.signal(signal) as unknown as RoomTarget<Events>;
  }

  /**
   * Sends the next event now or never: for positions, cursors, the state of a game, of which only the newest counts.
   * It goes by a channel of the link that repeats nothing, or by relay, and is dropped for whoever does not keep up or
   * is away, without an error. It may overtake other events; one of its name that is older than the last is dropped.
   * Nothing is sent before the room is joined.
   *
   * An event of more than 65,532 bytes, or more than the server takes in a packet, or with more than ten binaries, is a
   * `peer-error` of the code `too-large`.
   */
  get volatile(): VolatileTarget<Events> {
    return this.#emission.volatile as VolatileTarget<Events>;
  }

  /**
   * Addresses one peer of the room instead of all.
   *
   * @throws TypeError if that is no peer's id
   */
  to(peerId: string): Target<Events> {
    return this.#emission.to(peerId);
  }

  /** Uses the links from now on, where they are open. */
  upgrade(): void {
    this.usePeerConnection = true;
  }

  /**
   * Sends a media stream, as it is now, to every linked peer, now and later.
   *
   * @param options what the stream is, and how much of the network it may take
   */
  addStream(stream: MediaStream, options?: MediaOptions): void {
    for (const track of stream.getTracks()) this.addTrack(track, stream, options);
  }

  /** Stops sending a media stream. */
  removeStream(stream: MediaStream): void {
    this.#room.mesh.changeMedia((media) => {
      for (const [track, sent] of media) if (sent.stream === stream) media.delete(track);
    });
  }

  /**
   * Sends a track, as one of a stream, to every linked peer, now and later.
   *
   * @throws TypeError if an option is not valid
   */
  addTrack(track: MediaStreamTrack, stream: MediaStream, options: MediaOptions = {}): void {
    const { kind = '', maxBitrate = 1 } = options;
    check('kind', kind, STRING);
    check('maxBitrate', maxBitrate, ABOVE_0);
    this.#room.mesh.changeMedia((media) => {
      // Added again it is sent as it is said to be now
      media.set(track, { stream, options, now: track });
    });
  }

  /** Stops sending a track. */
  removeTrack(track: MediaStreamTrack): void {
    this.#room.mesh.changeMedia((media) => media.delete(track));
  }

  /**
   * Sends another track in the place of one that was added, or nothing, which mutes it, without a word between the two
   * ends: the others go on with the stream that they have.
   *
   * @param track what was given to {@link addTrack}, or is of a stream that was added
   * @param now another track of the same kind, `null` for nothing, or the track itself again
   */
  replaceTrack(track: MediaStreamTrack, now: MediaStreamTrack | null): void {
    this.#room.mesh.changeMedia((media) => {
      const sent = media.get(track);
      if (sent) sent.now = now;
    });
  }

  /**
   * Leaves the room and closes the links; the socket stays as it is. Another `P2P` on it may join the room again.
   */
  leave(): void {
    this.#room.leave();
  }

  /**
   * Leaves the room and closes the links. The last P2P on a socket disconnects the socket as well; the next one
   * connects it again.
   */
  disconnect(): void {
    this.#room.disconnect();
  }
}

// Not every browser has it
if (Symbol.dispose as symbol | undefined)
  Object.defineProperty(P2P.prototype, Symbol.dispose, {
    value(this: P2P) {
      this.leave();
    },
  });

const SOCKET_METHODS = ['on', 'off', 'emit', 'timeout', 'connect', 'disconnect'];

function checkSocket(socket: unknown): void {
  const isSocket = (): boolean =>
    'connected' in (Object(socket) as object) && hasMethods(socket, SOCKET_METHODS);
  const url = typeof socket === 'string' ? `'${socket}'` : '';
  check('the first argument', socket, [isSocket, `a socket of socket.io-client 4: new P2P(io(${url}))`]);
}
