import { ABOVE_0, check, hasMethods, isObject, type Requirement } from './check.js';
import { SYSTEM_CLOCK, type Clock } from './clock.js';
import { asBytes } from '../codec/codec.js';

/** What `new P2P(socket, options)` takes. */
export interface P2POptions<Data = unknown> {
  /** The room to join. Default: `''`, the server's default room. */
  room?: string;
  /** What the other peers are to know of this one, in `peer.data`: any JSON of at most 16 KiB. */
  data?: Data;
  /** The links that this client holds at most. Default and upper bound: the server's `p2p.num-clients`. */
  numClients?: number;
  /**
   * Whether events go over the links as soon as the mesh is complete. With `false` the links are made
   * ready and used only after `upgrade()`. Default: `true`.
   */
  autoUpgrade?: boolean;
  /**
   * The `RTCConfiguration` of the links, plain or under `config`, and a media `stream` to send from the
   * start. Default: the ICE servers that the server names. Other options of simple-peer are ignored.
   */
  peerOpts?: RTCConfiguration & { config?: RTCConfiguration; stream?: MediaStream };
  /**
   * The constructor of the links, or `null` to do without WebRTC. Default: the browser's, if it has one. Packages for
   * Node.js type theirs a little differently than browsers, so any constructor will do here.
   */
  rtc?: { RTCPeerConnection: new (configuration: never) => object } | null;
  /**
   * What the members of the room have in common to encrypt what they send each other: a passphrase, or at least 16 bytes
   * that nobody can guess. Whoever has another one, or none, is told of as `bad-key` and gets nothing. Default: what goes
   * by relay can be read by the server.
   */
  key?: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>;
  /**
   * Whether this client is the same peer after its page was loaded anew, within the server's window. What that takes is in
   * the tab's `sessionStorage` meanwhile. Default: `false`.
   */
  persist?: boolean;
  /** The bytes that an event may have. Default: 128 MiB. */
  maxEventBytes?: number;
  /** The bytes that may wait for one peer's link, or for the server while it is away. Default: 256 MiB. */
  maxQueuedBytes?: number;
  /** The time that a link has to open, in milliseconds. Default: 20,000. */
  connectTimeoutMs?: number;
  /** The time that a broken link has to recover, in milliseconds. Default: 15,000. */
  iceTimeoutMs?: number;
  /** The time between two signs of life that a link is asked for, in milliseconds. Default: 5,000. */
  pingIntervalMs?: number;
  /** Timers and chance, for tests. Default: the browser's. */
  environment?: Clock;
}

/** The options with every default filled in. */
export interface Settings {
  readonly room: string;
  readonly data?: unknown;
  readonly numClients?: number;
  readonly key?: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>;
  readonly persist: boolean;
  readonly autoUpgrade: boolean;
  readonly rtcConfiguration: RTCConfiguration;
  readonly stream: MediaStream | undefined;
  readonly RTCPeerConnection: typeof RTCPeerConnection | undefined;
  readonly maxEventBytes: number;
  readonly maxQueuedBytes: number;
  readonly connectTimeoutMs: number;
  readonly iceTimeoutMs: number;
  readonly pingIntervalMs: number;
  readonly clock: Clock;
}

const DEFAULTS = Object.freeze({
  room: '',
  persist: false,
  autoUpgrade: true,
  maxEventBytes: 128 * 1024 * 1024,
  maxQueuedBytes: 256 * 1024 * 1024,
  connectTimeoutMs: 20_000,
  iceTimeoutMs: 15_000,
  pingIntervalMs: 5_000,
});

const MAX_ROOM_LENGTH = 128;
const MIN_KEY_BYTES = 16;
const FLAG: Requirement = [(value) => typeof value === 'boolean', 'true or false'];
const CLOCK_METHODS = Object.keys(SYSTEM_CLOCK);

/** Every option, and what it has to be. */
const REQUIREMENTS: Readonly<Record<keyof P2POptions, Requirement>> = {
  room: [
    (value) => typeof value === 'string' && value.length <= MAX_ROOM_LENGTH,
    `a string of ${MAX_ROOM_LENGTH} characters at most`,
  ],
  // What JSON cannot say is found out where the data is copied
  data: [() => true, 'JSON'],
  numClients: [(value) => Number.isInteger(value) && Number(value) >= 0, 'a whole number from 0'],
  persist: FLAG,
  autoUpgrade: FLAG,
  peerOpts: [isPeerOpts, 'an RTCConfiguration, maybe with a stream'],
  rtc: [
    (value) => value === null || hasMethods(value, ['RTCPeerConnection']),
    '{ RTCPeerConnection } or null',
  ],
  key: [isKey, `a passphrase, or at least ${MIN_KEY_BYTES} bytes`],
  maxEventBytes: ABOVE_0,
  maxQueuedBytes: ABOVE_0,
  connectTimeoutMs: ABOVE_0,
  iceTimeoutMs: ABOVE_0,
  pingIntervalMs: ABOVE_0,
  environment: [(value) => hasMethods(value, CLOCK_METHODS), `an object with ${CLOCK_METHODS.join(', ')}`],
};

/**
 * Checks the options and fills in the defaults.
 *
 * @throws TypeError that says which option is not valid, or that there is none of that name
 */
export function resolveOptions(options: P2POptions): Settings {
  check('the options', options, [isObject, 'an object']);
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    if (!Object.hasOwn(REQUIREMENTS, name)) {
      const names = Object.keys(REQUIREMENTS).join(', ');
      throw new TypeError(`there is no option '${name}': the options are ${names}`);
    }
    if (value !== undefined) given[name] = check(name, value, REQUIREMENTS[name as keyof P2POptions]);
  }
  const {
    peerOpts = {},
    rtc = globalThis,
    environment: clock = SYSTEM_CLOCK,
    ...others
  } = given as P2POptions;
  const { config, stream, ...plain } = peerOpts;
  return {
    ...DEFAULTS,
    ...others,
    rtcConfiguration: { ...plain, ...config },
    stream,
    clock,
    RTCPeerConnection: rtc?.RTCPeerConnection as Settings['RTCPeerConnection'],
  };
}

function isKey(value: unknown): boolean {
  return typeof value === 'string' ? value !== '' : (asBytes(value)?.length ?? 0) >= MIN_KEY_BYTES;
}

function isPeerOpts(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { config = {}, stream } = value;
  return isObject(config) && (!stream || hasMethods(stream, ['getTracks']));
}
