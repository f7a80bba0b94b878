import { report } from '../api/errors.js';
import type { EventSink } from '../api/event-sink.js';
import type { Settings } from '../api/options.js';
import { encodeEvent, type EncodedEvent } from '../codec/codec.js';
import {
  decodeServerEvent,
  type Fields,
  type MemberInfo,
  type ServerEvent,
  type ServerEventName,
  type Signal,
} from '../codec/wire.js';
import { OWN_NAME } from '../codec/limits.js';
import { takeEarly } from '../relay/early-events.js';
import type { Header } from '../session/replay-buffer.js';
import type { RoomListener, Session } from '../session/session.js';
import { toBase64 } from '../codec/base64.js';
import { createInOrder, type InOrder } from './in-order.js';
import { admit, type Mate } from './mate.js';
import { deriveRoomKey, deriveSenderKey } from './room-key.js';
import { open, seal, type Opened, type Said, type SealedHeader } from './sealing.js';

/* A session as one room sees it whose members have a key in common: what the room sends is sealed on its way to the
 * server, and what comes is opened. The server sees who sends how much to whom, and when. */

// What the server sees in the place of what something is in all
const TOTAL = 4e9;
// What is around something that is sealed, and what of that is for each member; base64 makes three bytes four
const AROUND_BYTES = 2 * 1024;
const BYTES_OF_MEMBER = 64;
const BASE64 = 3 / 4;

// What is sealed, and what of that the server tells too
const SEALED = /^(p2p:(msg|part|path|stop|volatile)|peer-signal|hi)$/;
const UNBELIEVED = /:(path|stop)$/;
// A signal may be refused, and what is volatile may be dropped: nothing has to be behind them
const IN_ORDER = /^(p2p:[mps]|h)/;

/** This client, from when it joins the room until it leaves it or its session ends. */
interface Stay {
  readonly salt: string;
  readonly key: Promise<CryptoKey>;
  /** How much it has sealed: no number is ever used twice. */
  count: number;
  /** The number of the last that was for everybody. */
  sentToAll?: number;
}

/** What is on its way to the session. */
interface Sending {
  readonly header: Header;
  readonly message: EncodedEvent | undefined;
}

const nothing = (): undefined => undefined;

// What a room has to say yet when it is left comes before what is said in the next one of its name
const lines = new WeakMap<Session, InOrder>();

/**
 * Seals what goes through a session for one room.
 *
 * @throws Error where WebCrypto cannot do it
 */
export async function sealSession(
  session: Session,
  { key: secret = '', room }: Settings,
  sink: EventSink,
): Promise<Session> {
  const roomKey = await deriveRoomKey(secret, room);
  const outgoing = lines.get(session) ?? createInOrder();
  lines.set(session, outgoing);
  const incoming = createInOrder();
  const mates = new Map<string, Mate>();
  // Those and all before, by their ids and salts: who is told to have gone and come does not begin anew
  const met = new Map<string, Mate>();
  // Those who get nothing of what is sealed, as they have another key, or none
  const deaf = new Set<string>();
  const unsent = new Set<Sending>();
  let listener: RoomListener;
  let stay = newStay();
  // The one that the room knows of
  let stayOfRoom = stay;
  let me = '';
  let hasLeft = false;
  // What comes before the server has let this client in, and told who is there
  let early: ServerEvent[] | undefined = [];

  function newStay(): Stay {
    const salt = crypto.randomUUID();
    const key = deriveSenderKey(roomKey, room, salt);
    return { salt, key, count: 0 };
  }

  /* What this client sends */

  /** What the others are to know of this client, as the server gets it. */
  async function tell(data: unknown): Promise<object> {
    const { salt, key } = stay;
    me = session.peerId;
    const sealed = await seal(key, (stay.count += 1), me, { e: 'data', h: { data } });
    return { [OWN_NAME]: `${salt}.${toBase64(sealed)}` };
  }

  /** What is said beside something that is to come in order: what was before it, and whom this client has met. */
  function chained(n: number, to: string | undefined, skip: readonly string[]): Partial<Said> {
    const x: Record<string, number> = {};
    const g: Record<string, readonly [string, number]> = {};
    const p = stay.sentToAll;
    for (const mate of mates.values()) {
      const { id, salt, sent, isGreeted } = mate;
      if ((to ?? id) !== id || skip.includes(id)) continue;
      mate.first ??= n;
      if (!isGreeted) g[id] = [salt, mate.first];
      mate.isGreeted = true;
      if (sent !== p) x[id] = sent ?? 0;
      mate.sent = n;
    }
    if (to === undefined) stay.sentToAll = n;
    return { p, x, g };
  }

  /** Seals something with the number that it has now. */
  function sealNow(said: Said, payload?: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const n = (stay.count += 1);
    const {
      h: { to, skip = [] },
    } = said;
    const isInOrder = IN_ORDER.test(said.e);
    return seal(stay.key, n, me, isInOrder ? { ...said, ...chained(n, to, skip) } : said, payload);
  }

  /** A header that leaves out those who get nothing. */
  function withoutDeaf(header: SealedHeader): SealedHeader {
    const { to, skip = [] } = header;
    return to === undefined ? { ...header, skip: [...skip, ...deaf] } : header;
  }

  /** Sends something in order, when it has been made, unless this client's stay is over by then. */
  function post<T>(
    header: Header,
    make: () => T | Promise<T>,
    send: (made: T) => void,
    message?: EncodedEvent,
  ): void {
    const sending: Sending = { header, message };
    unsent.add(sending);
    if (stayOfRoom !== stay) return;
    outgoing.use(make(), (made) => {
      if (stayOfRoom === stay && unsent.delete(sending)) send(made);
    });
  }

  /**
   * Sends something sealed.
   *
   * @param carrier the event that the server sees
   * @param shown what the server sees in the place of what is in the header
   */
  function sendSealed(
    carrier: string,
    e: string,
    header: SealedHeader,
    shown?: object,
    payload?: Uint8Array,
    message?: EncodedEvent,
  ): void {
    const h = withoutDeaf(header);
    const make = (): Promise<Uint8Array> => sealNow({ e, h }, payload);
    const sendIt = (bytes: Uint8Array): void => {
      const args = e === 'p2p:part' ? [bytes] : [OWN_NAME, bytes];
      session.send(carrier, { ...h, ...shown }, () => args, bytes.length, message);
    };
    post(header, make, sendIt, message);
  }

  /** Tells a mate that this client has met it. */
  function greet(mate: Mate, asks = false): void {
    mate.isGreeted &&= asks;
    sendSealed('p2p:msg', 'hi', { room, to: mate.id, asks });
  }

  const send: Session['send'] = (event, header, args, bytes, message) => {
    const asItIs = (): void => session.send(event, header, args, bytes, message);
    if (message) sendSealed(event, event, header, { packed: undefined }, message.bytes, message);
    else if (event === 'p2p:part') {
      sendSealed(event, event, header, { event: '', total: TOTAL }, args()[0] as Uint8Array);
    } else if (event === 'p2p:stop') sendSealed('p2p:msg', event, header);
    else if (event === 'p2p:path') {
      // The server counts the paths, and is not believed when it tells of one
      post(header, nothing, asItIs);
      sendSealed('p2p:msg', event, header);
    } else if (event === 'peer-signal') {
      const { closed } = header.signal as Signal;
      const make = (): Promise<Uint8Array> => sealNow({ e: event, h: header });
      post(header, make, (sealed) => {
        session.send(event, { ...header, signal: { closed, [OWN_NAME]: toBase64(sealed) } }, args);
      });
    } else if (event === 'p2p:update') {
      const make = (): Promise<object> => tell(header.data);
      post(header, make, (data) => session.send(event, { room, data }, args));
    } else post(header, nothing, asItIs);
  };

  /* What comes */

  /** Has met somebody: tells what is known of it, once that could be opened. */
  function meet(info: MemberInfo): MemberInfo | Promise<MemberInfo> {
    const { peerId: id, plain } = info;
    const { [OWN_NAME]: told } = Object(info.data) as Record<string, unknown>;
    const [salt = '', sealed] = typeof told === 'string' ? told.split('.') : [];
    const stranger = { ...info, data: undefined, deaf: true };
    // This client itself is nobody else
    if (plain || !sealed || id === me) return stranger;
    const known = mates.get(id);
    const name = id + salt;
    const key = deriveSenderKey(roomKey, room, salt);
    const mate: Mate = met.get(name) ?? { id, salt, key, held: [], taken: 0 };
    mates.set(id, mate);
    return open(mate.key, id, sealed).then((it) => {
      // What was told before something else counts no more
      const isNews = it?.e === 'data' && it.n >= (mate.told ?? 0);
      mate.isStranger ??= !isNews;
      if (!isNews) {
        if (known) mates.set(id, known);
        return stranger;
      }
      met.set(name, mate);
      mate.told = it.n;
      return { ...info, data: (it.h as { data?: unknown }).data };
    });
  }

  /** Somebody is in the room, with the key or without. */
  function learn(info: MemberInfo): MemberInfo {
    deaf[info.deaf ? 'add' : 'delete'](info.peerId);
    return info;
  }

  function suspect(peerId: string): void {
    report(sink, 'tampered', 'not what a peer sent', { peerId });
  }

  /** Something sealed has come, in an event of the protocol. */
  function arrive(carrier: string, from: string, sealed: unknown): void {
    const mate = mates.get(from);
    if (!mate) {
      // That of whoever has no key nothing is taken has been told; the server has none
      if (from === '') suspect(from);
      return;
    }
    const use = (it: Opened | undefined): void => {
      if (mate.isStranger) return;
      const { to = me, toPeerId = to, skip = [] } = it?.h ?? {};
      if (!it || !SEALED.test(it.e) || toPeerId !== me || skip.includes(me)) suspect(from);
      else if (IN_ORDER.test(it.e)) accept(mate, it);
      else if (it.e === 'p2p:volatile' && mate.since === undefined) doubt(mate);
      else take(mate, it);
    };
    const opening = open(mate.key, from, sealed);
    // What is volatile waits for nothing
    if (carrier === 'p2p:volatile') void opening.then(use);
    else incoming.use(opening, use);
  }

  function accept(mate: Mate, it: Opened): void {
    for (const [one, isWhole] of admit(mate, it, me, stay.salt)) {
      const { id: peerId } = mate;
      if (isWhole === false) report(sink, 'incomplete', 'something is missing', { peerId });
      if (isWhole === undefined) suspect(peerId);
      else take(mate, one);
    }
    if (mate.since === undefined) doubt(mate);
  }

  /** Asks a mate, once, whether it is there. */
  function doubt(mate: Mate): void {
    if (!mate.isAsked) greet(mate, true);
    mate.isAsked = true;
  }

  function take(mate: Mate, { e, h, payload }: Opened): void {
    const { id: from } = mate;
    const header = { ...h, packed: true, from, fromPeerId: from };
    if (e === 'p2p:volatile') listener.receivedVolatile(header as Fields, [payload]);
    else if (e !== 'hi') {
      const event = decodeServerEvent(e as ServerEventName, header, [payload]);
      if (event) listener.received(event);
      else suspect(from);
    } else if (h.asks) greet(mate);
  }

  /** The server has answered a join. */
  function answered(answer: Fields, use: (answer: Fields) => void): void {
    const { peerId, peers = [] } = answer;
    incoming.use(Promise.all(peers.map(async (one) => meet(one))), (infos) =>
      use({ ...answer, peers: infos.map((info) => learn(info)) }),
    );
    if (!peerId) return;
    me = peerId;
    const waiting = early ?? [];
    early = undefined;
    takeEarly(waiting, receive);
  }

  function receive(event: ServerEvent): void {
    const { name, args } = event;
    const header: Fields = event.header;
    const { peerId = '', fromPeerId = '', from = fromPeerId, event: sent } = header;
    const { [OWN_NAME]: signal = args.at(-1) } = Object(header.signal) as Record<string, unknown>;
    if (UNBELIEVED.test(name)) return;
    if (SEALED.test(name)) {
      if (early) early.push(event);
      else arrive(name, from, signal);
    } else if (name === 'peer-connect' || name === 'peer-update') {
      // Who has had the key, and has not gone, has it
      const isKnown = name === 'peer-update' || mates.get(peerId)?.isStranger === false;
      incoming.use(meet(event.header), (info) => {
        const isBad = info.deaf && isKnown;
        if (!isBad) listener.received({ name, header: learn(info), args });
        else if (!deaf.has(peerId)) suspect(peerId);
      });
    } else {
      const isGone = name === 'peer-disconnect';
      if (isGone && !early) mates.delete(peerId);
      incoming.use(undefined, () => {
        if (isGone) deaf.delete(peerId);
        const known = { ...header, event: sent === OWN_NAME ? undefined : sent };
        listener.received({ ...event, header: known } as typeof event);
      });
    }
  }

  /** What the session tells, as the room is to hear it. */
  const heard = (listener: RoomListener): RoomListener => ({
    ...listener,

    // What is told with it has to be sealed first: the room asks by itself when there is a connection
    request: () => undefined,

    connected(asked, resumed) {
      incoming.use(undefined, () => {
        if (session.live) listener.connected(asked, resumed);
      });
    },

    ended(lost) {
      stay = newStay();
      early = [];
      mates.clear();
      met.clear();
      incoming.use(undefined, () => {
        deaf.clear();
        for (const { header, message } of unsent) {
          if (message && header.to === undefined) lost.waiting.push(message);
          else if (message) lost.missed += 1;
        }
        unsent.clear();
        stayOfRoom = stay;
        listener.ended(lost);
      });
    },

    received: receive,
    receivedVolatile: ({ from = '' }, args) => arrive('p2p:volatile', from, args.at(-1)),
  });

  const sealed: Partial<Session> = {
    get maxPayload() {
      return (session.maxPayload - AROUND_BYTES - BYTES_OF_MEMBER * (mates.size + deaf.size)) * BASE64;
    },

    add(name, its) {
      listener = its;
      outgoing.use(undefined, () => session.add(name, heard(its)));
    },

    remove() {
      hasLeft = true;
      outgoing.use(undefined, () => session.remove(room));
    },

    release: () => outgoing.use(undefined, () => session.release()),

    send,
    tellVolatile(header, { bytes }) {
      const h = withoutDeaf(header);
      const mine = stay;
      void sealNow({ e: 'p2p:volatile', h }, bytes).then((sealedBytes) => {
        if (mine === stay) session.tellVolatile(h, encodeEvent(OWN_NAME, [sealedBytes]));
      });
    },

    request(event, argument, done) {
      if (event !== 'p2p:join') {
        session.request(event, argument, done);
        return;
      }
      void tell((argument as { data?: unknown }).data).then((told) => {
        if (!session.live) done({}, new Error());
        else if (!hasLeft)
          session.request(event, { ...argument, data: told }, (answer, failure) =>
            answered(answer, (its) => done(its, failure)),
          );
      });
    },
  };
  return Object.setPrototypeOf(sealed, session) as Session;
}
