/** The way an event takes: through the server, or over the WebRTC link between two peers. */
export type Path = 'relay' | 'webrtc';

/** Who sent an event and how it came; the last argument of every listener of an application's event. */
export interface Sender {
  /** The id of the sending peer. */
  readonly id: string;
  /** The way this event came. */
  readonly path: Path;
}

/** Another member of the room. The object stays the same while the peer is there, its values change. */
export interface Peer {
  /** The peer's id: the id of its Socket.IO connection. */
  readonly id: string;
  /** Whether the peer can open links at all. */
  readonly webrtc: boolean;
  /** Whether a link with the peer is open, used or not. */
  readonly linked: boolean;
  /** The way that events to this peer take now. */
  readonly path: Path;
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

/** What an event of the application's map takes. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Parameters asks for it
export type EventArgs<Listener> = Listener extends (...args: any[]) => any ? Parameters<Listener> : never;

/** A listener for an application's event: its arguments as they were sent, then the sender. */
export type EventListener<Listener> = number extends EventArgs<Listener>['length']
  ? // Nothing is known of how many there are, so nothing can be said of the last one
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the arguments are the application's
    (...args: any[]) => void
  : (...args: [...EventArgs<Listener>, Sender]) => void;
