/** What `new P2P(socket, options)` takes. */
export interface P2POptions {
  /** The room to join. Default: `''`, the server's default room. */
  room?: string;
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
  /** The time that a link has to open, in milliseconds. Default: 20,000. */
  connectTimeoutMs?: number;
  /** The time that a broken link has to recover, in milliseconds. Default: 15,000. */
  iceTimeoutMs?: number;
}

/** The options with every default filled in. */
export interface Settings {
  readonly room: string;
  readonly numClients: number | undefined;
  readonly autoUpgrade: boolean;
  readonly rtcConfiguration: RTCConfiguration;
  readonly stream: MediaStream | undefined;
  readonly RTCPeerConnection: typeof RTCPeerConnection | undefined;
  readonly maxEventBytes: number;
  readonly connectTimeoutMs: number;
  readonly iceTimeoutMs: number;
}

const DEFAULTS = Object.freeze({
  room: '',
  autoUpgrade: true,
  maxEventBytes: 128 * 1024 * 1024,
  connectTimeoutMs: 20_000,
  iceTimeoutMs: 15_000,
});

const MAX_ROOM_LENGTH = 128;

/** Checks the options and fills in the defaults. */
export function resolveOptions(options: P2POptions): Settings {
  const { config, stream, ...plain } = options.peerOpts ?? {};
  const { room, autoUpgrade, maxEventBytes, connectTimeoutMs, iceTimeoutMs } = { ...DEFAULTS, ...options };
  const { numClients, rtc } = options;

  if (typeof room !== 'string' || room.length > MAX_ROOM_LENGTH) {
    throw new TypeError(`room must be a string of at most ${MAX_ROOM_LENGTH} characters`);
  }
  if (numClients !== undefined && (!Number.isInteger(numClients) || numClients < 0)) {
    throw new TypeError('numClients must be a whole number, 0 or more');
  }
  for (const [name, value] of Object.entries({ maxEventBytes, connectTimeoutMs, iceTimeoutMs })) {
    if (typeof value !== 'number' || !(value > 0)) throw new TypeError(`${name} must be a number above 0`);
  }
  return {
    room,
    numClients,
    autoUpgrade,
    rtcConfiguration: { ...plain, ...config },
    stream,
    RTCPeerConnection: rtc === undefined ? globalThis.RTCPeerConnection : rtc?.RTCPeerConnection,
    maxEventBytes,
    connectTimeoutMs,
    iceTimeoutMs,
  };
}
