import { BROWSER, type Environment } from './environment.js';

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
  /** The constructor of the links, or `null` to do without WebRTC. Default: the browser's, if it has one. */
  rtc?: { RTCPeerConnection: typeof RTCPeerConnection } | null;
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
  environment?: Environment;
}

/** The options with every default filled in. */
export interface Settings {
  readonly room: string;
  readonly data: unknown;
  readonly numClients: number | undefined;
  readonly autoUpgrade: boolean;
  readonly rtcConfiguration: RTCConfiguration;
  readonly stream: MediaStream | undefined;
  readonly RTCPeerConnection: typeof RTCPeerConnection | undefined;
  readonly maxEventBytes: number;
  readonly maxQueuedBytes: number;
  readonly connectTimeoutMs: number;
  readonly iceTimeoutMs: number;
  readonly pingIntervalMs: number;
  readonly environment: Environment;
}

const DEFAULTS = Object.freeze({
  room: '',
  autoUpgrade: true,
  maxEventBytes: 128 * 1024 * 1024,
  maxQueuedBytes: 256 * 1024 * 1024,
  connectTimeoutMs: 20_000,
  iceTimeoutMs: 15_000,
  pingIntervalMs: 5_000,
  environment: BROWSER,
});

const MAX_ROOM_LENGTH = 128;

/** Checks the options and fills in the defaults. */
export function resolveOptions(options: P2POptions): Settings {
  const { config, stream, ...plain } = options.peerOpts ?? {};
  const { numClients, rtc, data } = options;
  const given = Object.entries(options).filter(([name, value]) => name in DEFAULTS && value !== undefined);
  const settings = { ...DEFAULTS, ...(Object.fromEntries(given) as Partial<typeof DEFAULTS>) };

  if (typeof settings.room !== 'string' || settings.room.length > MAX_ROOM_LENGTH) {
    throw new TypeError(`room must be a string of ${MAX_ROOM_LENGTH} characters at most`);
  }
  if (numClients !== undefined && (!Number.isInteger(numClients) || numClients < 0)) {
    throw new TypeError('numClients must be a number from 0');
  }
  for (const [name, value] of Object.entries(settings)) {
    const isNumber = typeof value === 'number' && value > 0;
    if (/Bytes|Ms/.test(name) && !isNumber) throw new TypeError(`${name} must be a number above 0`);
  }
  return {
    ...settings,
    data,
    numClients,
    rtcConfiguration: { ...plain, ...config },
    stream,
    RTCPeerConnection: rtc === undefined ? globalThis.RTCPeerConnection : rtc?.RTCPeerConnection,
  };
}
