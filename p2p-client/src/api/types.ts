/** The way an event takes: through the server, or over the WebRTC link between two peers. */
export type Path = 'relay' | 'webrtc';

/** Who sent an event and how it came; the last argument of every listener of an application's event. */
export interface Sender {
  /** The id of the sending peer; empty if the server itself has sent the event. */
  readonly id: string;
  /** The way this event came. */
  readonly path: Path;
}

/** What the server knows of a peer, where no `PeerProfile` of the application's server says something else. */
export interface PeerUser {
  /** The name under which it has logged in. */
  readonly name: string;
}

/**
 * Another member of the room as it was when this was asked for or told: where something has changed, there is another
 * object. `p2p.peer(id)` gives the newest.
 */
export interface Peer<Data = unknown, User = PeerUser> {
  /** The peer's id: the id of its first Socket.IO connection. It stays the same when the peer reconnects. */
  readonly id: string;
  /** What the peer says of itself: its option `data`, or what it has set since. */
  readonly data: Data | undefined;
  /** What the server knows of it, which no peer can forge; `undefined` of somebody who has not logged in. */
  readonly user: User | undefined;
  /** Whether it is a Socket.IO client without this library. */
  readonly plain: boolean;
  /** Whether the peer has lost its connection to the server. It may come back; what it is sent waits for it. */
  readonly lost: boolean;
  /** Whether the peer can open links at all. */
  readonly webrtc: boolean;
  /** Whether a link with the peer is open, used or not. */
  readonly linked: boolean;
  /** The way that events to this peer take now. */
  readonly path: Path;
  /** The time to the peer and back over its link, in milliseconds; `undefined` while that is not known. */
  readonly roundTripMs: number | undefined;
  /** What the link with it is now; `undefined` without one. */
  readonly link: () => Promise<LinkInfo | undefined>;
}

/** How media are sent. */
export interface MediaOptions {
  /** What it is, in a word of the application's (`camera`, `screen`), which the others get with the stream. */
  readonly kind?: string;
  /** The bits a second that each peer is sent of a track at most. */
  readonly maxBitrate?: number;
}

/** One end of the way that a link takes. */
export interface LinkEnd {
  /**
   * How it was found: `host` is an address of the machine, `srflx` and `prflx` are what others see of it, `relay` is one
   * of a TURN server. The names are those of WebRTC.
   */
  readonly type: RTCIceCandidateType;
  /** `udp` or `tcp`, to a TURN server also `tls`. */
  readonly protocol: string;
  /** The address, where the browser tells it. */
  readonly address: string | undefined;
}

/** What a link is, as WebRTC measures it. */
export interface LinkInfo {
  /** Whether it goes straight to the peer, or through a TURN server of either end. */
  readonly route: 'direct' | 'turn';
  readonly local: LinkEnd;
  readonly remote: LinkEnd;
  /** The time to the peer and back, in milliseconds; `undefined` while that is not known. */
  readonly roundTripMs: number | undefined;
  /** The bytes that have been sent on this way, with media and everything, in all rooms that the two ends share. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** The packets of media that were lost on the way from the peer; `undefined` without media. What data loses is sent again. */
  readonly packetsLost: number | undefined;
}

/** How far a large event has come. */
export interface Progress {
  /** Number of the transfer, unique among those of one sender. */
  readonly id: number;
  /** The name of the event. */
  readonly event: string;
  readonly direction: 'send' | 'receive';
  /** The sender, of a transfer that is received. */
  readonly peerId?: string;
  /** Bytes so far; when sending, those that the slowest receiver has. */
  readonly loaded: number;
  /** Bytes of the whole event. */
  readonly total: number;
  /**
   * Gives the transfer up and frees its memory. A sender gives it up for everybody, a receiver for itself
   * only. Whoever gives it up hears of it by a `peer-error` with the code `aborted`, and so do the receivers of
   * what its sender gave up. The sender is not told that a receiver did.
   */
  readonly abort: () => void;
}

/** The listeners of an application's events, by event name: `interface Chat { text(line: string): void }`. */
export interface EventsMap {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- accepts interfaces, as socket.io's EventsMap
  [event: string]: any;
}

/** The events of an application that did not declare any: every name, every argument. */
export interface DefaultEvents {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the arguments are the application's
  [event: string]: (...args: any[]) => void;
}

/* eslint-disable @typescript-eslint/no-explicit-any -- inference of parameters asks for it */

/** What a listener of the application's map takes. */
export type EventArgs<Listener> = Listener extends (...args: any[]) => any ? Parameters<Listener> : never;

/** The last parameter of a listener, if it is the function that takes its answer; as in Socket.IO. */
type Callback<Listener> =
  EventArgs<Listener> extends [...any[], infer Last]
    ? Last extends (answer: any) => any
      ? Last
      : never
    : never;

/** Whether nothing is known of an event but its name. */
type IsAny<Listener> = number extends EventArgs<Listener>['length'] ? true : false;

/** The events that ask for no answer: `emit` takes them. */
export type PlainEvents<Events> = {
  [K in keyof Events & string]: IsAny<Events[K]> extends true
    ? K
    : [Callback<Events[K]>] extends [never]
      ? K
      : never;
}[keyof Events & string];

/** The events that ask for an answer: `emitWithAck` takes them. */
export type AckEvents<Events> = {
  [K in keyof Events & string]: IsAny<Events[K]> extends true
    ? K
    : [Callback<Events[K]>] extends [never]
      ? never
      : K;
}[keyof Events & string];

/** The arguments of an event that asks for an answer, without the function that takes it. */
export type QuestionArgs<Listener> =
  IsAny<Listener> extends true ? any[] : EventArgs<Listener> extends [...infer Args, any] ? Args : never;

/** What the answer to an event is. */
export type Answer<Listener> =
  IsAny<Listener> extends true ? any : Parameters<Extract<Callback<Listener>, (answer: any) => any>>[0];

/** A listener for an application's event: its arguments as they were sent, then the sender. */
export type EventListener<Listener> =
  IsAny<Listener> extends true
    ? // Nothing is known of how many there are, so nothing can be said of the last one
      (...args: any[]) => void
    : (...args: [...EventArgs<Listener>, Sender]) => void;

/* eslint-enable @typescript-eslint/no-explicit-any */
