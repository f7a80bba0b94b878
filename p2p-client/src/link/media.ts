import type { MediaOptions } from '../api/types.js';
import type { Kinds } from '../codec/wire.js';

/** A track that every link is to carry. */
export interface SentTrack {
  readonly stream: MediaStream;
  readonly options: MediaOptions;
  /** What is sent in its place: itself, another, or nothing while it is muted. */
  now: MediaStreamTrack | null;
}

/** The tracks that every link is to carry, by what they were added as. */
export type SentMedia = ReadonlyMap<MediaStreamTrack, SentTrack>;

const MAX_KIND_LENGTH = 64;

/**
 * The media of a room that this end sends on a connection.
 *
 * @param media what it is to send
 * @param owners which room's media each stream is of that is sent on the connection, by its id
 */
export function createSentMedia(pc: RTCPeerConnection, media: SentMedia, owners: Map<string, SentMedia>) {
  const carried = new Map<MediaStreamTrack, RTCRtpTransceiver>();
  // The streams as this connection knows them
  const streams = new Map<MediaStream, MediaStream>();

  // Before the first description of both ends there is nothing that could have a limit
  function limitAll(): void {
    if (pc.signalingState === 'stable') for (const [track, sent] of media) limit(carried.get(track), sent);
  }
  pc.addEventListener('signalingstatechange', limitAll);

  /** A stream, or where another room sends it by this connection one for this room: it is known by its id. */
  function known(stream: MediaStream): MediaStream {
    const its = streams.get(stream) ?? (owners.has(stream.id) ? new MediaStream() : stream);
    if (its === stream) owners.set(stream.id, media);
    streams.set(stream, its);
    return its;
  }

  /** Puts a track where another one was: each that had a place of its own would make the descriptions longer. */
  function place(track: MediaStreamTrack, { stream, now }: SentTrack): RTCRtpTransceiver | undefined {
    const its = known(stream);
    const free = pc
      .getTransceivers()
      .find(
        (transceiver) =>
          transceiver.receiver.track.kind === track.kind &&
          !transceiver.sender.track &&
          /^(recvonly|inactive)$/.test(transceiver.direction),
      );
    if (free) {
      free.direction = free.direction === 'inactive' ? 'sendonly' : 'sendrecv';
      free.sender.setStreams(its);
      void free.sender.replaceTrack(now).catch(() => undefined);
      return free;
    }
    const transceiver = add(track, its);
    if (now !== track) void transceiver?.sender.replaceTrack(now).catch(() => undefined);
    return transceiver;
  }

  function add(track: MediaStreamTrack, stream: MediaStream): RTCRtpTransceiver | undefined {
    const sentBy = (): RTCRtpTransceiver | undefined =>
      pc.getTransceivers().find(({ sender }) => sender.track === track);
    // A track that another room sends already cannot be added again
    if (sentBy()) return pc.addTransceiver(track, { streams: [stream] });
    pc.addTrack(track, stream);
    return sentBy();
  }

  function release(transceiver: RTCRtpTransceiver): void {
    void transceiver.sender.replaceTrack(null).catch(() => undefined);
    // Stopped by its other end, it takes no direction
    if (transceiver.direction === 'sendrecv') transceiver.direction = 'recvonly';
    else if (transceiver.direction === 'sendonly') transceiver.direction = 'inactive';
  }

  function limit(transceiver: RTCRtpTransceiver | undefined, { options: { maxBitrate } }: SentTrack): void {
    if (!transceiver || maxBitrate === undefined) return;
    const parameters = transceiver.sender.getParameters();
    const [encoding] = parameters.encodings;
    if (!encoding || encoding.maxBitrate === maxBitrate) return;
    encoding.maxBitrate = maxBitrate;
    void transceiver.sender.setParameters(parameters).catch(() => undefined);
  }

  return {
    /** What the streams are, in the words of the application. */
    get kinds(): Kinds {
      return Object.fromEntries(
        [...media.values()].map(({ stream, options: { kind = '' } }) => [known(stream).id, kind]),
      );
    },

    /**
     * Has the connection carry what it is to carry, and nothing else.
     *
     * @throws whatever WebRTC throws: not every stack has media
     */
    follow(): void {
      for (const [track, transceiver] of carried) {
        if (media.has(track)) continue;
        carried.delete(track);
        release(transceiver);
      }
      for (const [track, sent] of media) {
        const transceiver = carried.get(track);
        if (transceiver) {
          if (transceiver.sender.track !== sent.now)
            void transceiver.sender.replaceTrack(sent.now).catch(() => undefined);
          limit(transceiver, sent);
          continue;
        }
        const placed = place(track, sent);
        if (placed) carried.set(track, placed);
      }
    },

    /** Sends nothing any more. */
    stop(): void {
      pc.removeEventListener('signalingstatechange', limitAll);
      for (const transceiver of carried.values()) release(transceiver);
      for (const [id, owner] of owners) if (owner === media) owners.delete(id);
    },
  };
}

/**
 * The media that come on a connection, for all rooms.
 *
 * @param come is told of each stream that the other end has added, if it has said of which room that is
 */
export function createReceivedMedia(
  pc: RTCPeerConnection,
  come: (room: string, stream: MediaStream, kind: string | undefined) => void,
) {
  // The streams that are here, each with its room and its kind
  const here = new Map<MediaStream, readonly [room: string | undefined, kind: string | undefined]>();
  let rooms: Readonly<Record<string, unknown>> = {};

  function originOf({ id }: MediaStream): readonly [room: string | undefined, kind: string | undefined] {
    const [room, kinds] =
      Object.entries(rooms).find(([, its]) => Object.hasOwn(Object(its) as object, id)) ?? [];
    const kind = (Object(kinds) as Record<string, unknown>)[id];
    return [room, typeof kind === 'string' && kind ? kind.slice(0, MAX_KIND_LENGTH) : undefined];
  }

  pc.addEventListener('track', ({ streams }) => {
    for (const stream of streams) {
      // The tracks of a stream come one by one
      if (here.has(stream)) continue;
      const [room, kind] = originOf(stream);
      here.set(stream, [room, kind]);
      stream.addEventListener('removetrack', () => {
        // A stream that has lost its last track counts as new when it gets another
        if (stream.getTracks().length === 0) here.delete(stream);
      });
      if (room !== undefined) come(room, stream, kind);
    }
  });

  return {
    /** Takes what the other end says of the streams of each room that come next. */
    learn(told: unknown): void {
      rooms = Object(told) as Record<string, unknown>;
    },

    /** Tells of the streams that are here already, to a room that was not. */
    repeat(its: string): void {
      for (const [stream, [room, kind]] of here) if (room === its) come(room, stream, kind);
    },
  };
}
