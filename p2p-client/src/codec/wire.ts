/* What the server says, and peers through it, becomes typed here and nowhere else. The bytes inside, of events and of
 * the messages on a link, are for codec.ts. */

import { isObject } from '../api/check.js';
import { bytesOf, decodedEvent, decodeEvent, type DecodedEvent } from './codec.js';

/** What the streams of a room are that one end sends, by their ids: a word of its own for each, or an empty one. */
export type Kinds = Readonly<Record<string, string>>;

/** What two library peers tell each other to open a link, and when one of them has closed it. */
export interface Signal {
  readonly description?: RTCSessionDescriptionInit;
  readonly candidate?: RTCIceCandidateInit;
  readonly closed?: boolean;
  /** What the media streams of the sender are: by room and by their ids, in a word each, or an empty one. */
  readonly kinds?: Readonly<Record<string, Kinds>>;
}

/** Another member of the room, as the server tells of it. */
export interface MemberInfo {
  readonly peerId: string;
  readonly webrtc?: boolean;
  readonly plain?: boolean;
  readonly lost?: boolean;
  readonly data?: unknown;
  readonly user?: unknown;
  /** Whether it has another key than this client, or none where that has one, or one where that has none. */
  readonly deaf?: boolean;
}

/** Gives back a value that is what it has to be, and `undefined` for any other. */
type Decoder<T> = (value: unknown) => T | undefined;

function ofType<T>(type: string): Decoder<T> {
  return (value) => (typeof value === type ? (value as T) : undefined);
}

const text = ofType<string>('string');
const flag = ofType<boolean>('boolean');
const json: Decoder<unknown> = (value) => value;
// WebRTC itself checks descriptions, candidates and ICE servers
const object: Decoder<object> = (value) => (value ? (Object(value) as object) : undefined);

/** A number, such as the count of what the other end has received. */
export const number = ofType<number>('number');

/** Where a client is in the log of a room: the log's name, and the offset of what it has had last. */
export type Position = [epoch: string, offset: number];

// In a welcome it says all of the position, else only the offset
const at: Decoder<number | Position> = (value) =>
  number(value) ?? (Array.isArray(value) ? (value as Position) : undefined);

function listOf<T>(decode: Decoder<T>): Decoder<T[]> {
  return (value) => (Array.isArray(value) ? value.flatMap((one) => decode(one) ?? []) : undefined);
}

/** Every member that an object of the protocol may have: a name means the same in all of them. */
const MEMBERS = {
  ack: number,
  at,
  code: text,
  data: json,
  epoch: number,
  event: text,
  failed: flag,
  from: text,
  fromPeerId: text,
  generation: number,
  iceLifetime: number,
  iceServers: listOf(object as Decoder<RTCIceServer>),
  id: number,
  left: flag,
  links: listOf(text),
  lost: flag,
  maxBinaries: number,
  maxDepth: number,
  maxPayload: number,
  message: text,
  missed: listOf(text),
  n: number,
  offerId: text,
  offset: number,
  packed: flag,
  peerId: text,
  peerIds: listOf(text),
  peers: listOf(memberInfo),
  plain: flag,
  received: number,
  resumed: flag,
  room: text,
  seq: number,
  signal,
  to: text,
  token: text,
  total: number,
  user: json,
  version: number,
  webrtc: flag,
  window: number,
};

/** An object of the protocol: its members that are known and valid. */
export type Fields = {
  readonly [K in keyof typeof MEMBERS]?: Exclude<ReturnType<(typeof MEMBERS)[K]>, undefined>;
};

type With<K extends keyof Fields> = Fields & Required<Pick<Fields, K>>;

/** The events to library peers, and what each says at least. Both ends count them. */
const EVENTS = {
  'peer-connect': ['peerId'],
  'peer-update': ['peerId'],
  'peer-disconnect': ['peerId'],
  'peer-signal': ['fromPeerId'],
  'peer-error': ['code'],
  'p2p:links': ['peerIds'],
  'p2p:lost': ['peerId'],
  'p2p:msg': ['from'],
  'p2p:part': ['from', 'id', 'total', 'offset'],
  'p2p:sent': ['id', 'offset'],
  'p2p:stop': ['from', 'id'],
  'p2p:path': ['from', 'epoch'],
} as const satisfies Record<string, readonly (keyof Fields)[]>;

export type ServerEventName = keyof typeof EVENTS;

export const SERVER_EVENTS = Object.keys(EVENTS) as ServerEventName[];

/** An event of the protocol: its header, and what comes behind it. */
export type ServerEvent = {
  [E in ServerEventName]: {
    readonly name: E;
    readonly header: With<(typeof EVENTS)[E][number]> & { readonly at?: number };
    readonly args: readonly unknown[];
  };
}[ServerEventName];

/** What the server answers to a join. */
export type Welcome = With<'peerId'>;

/** Reads an object of the protocol. Of anything else nothing is left. */
export function decodeFields(value: unknown): Fields {
  const fields: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(Object(value) as object)) {
    const decoded = Object.hasOwn(MEMBERS, name) ? MEMBERS[name as keyof Fields](member) : undefined;
    if (decoded !== undefined) fields[name] = decoded;
  }
  return fields;
}

/** Reads an event of the protocol; `undefined` if something is missing without which it means nothing. */
export function decodeServerEvent(
  name: ServerEventName,
  header: unknown,
  args: readonly unknown[],
): ServerEvent | undefined {
  const fields = decodeFields(header);
  const isComplete = EVENTS[name].every((member) => member in fields) && typeof fields.at !== 'object';
  return isComplete ? ({ name, header: fields, args } as ServerEvent) : undefined;
}

/**
 * Reads the event of a peer that the server has relayed.
 *
 * @throws Error if it is none
 */
export function decodeRelayed({ ack = 0, packed }: Fields, args: readonly unknown[]): DecodedEvent {
  return packed ? decodeEvent([bytesOf(args[0])], ack) : decodedEvent(args, ack);
}

function memberInfo(value: unknown): MemberInfo | undefined {
  const fields = decodeFields(value);
  return 'peerId' in fields ? (fields as MemberInfo) : undefined;
}

function signal(value: unknown): Signal | undefined {
  return isObject(value) ? value : undefined;
}
