import type { MediaOptions } from '../api/types.js';

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

/** What each stream is, by its id, in the words of whoever sends it. */
export function kindsOf(media: SentMedia): Record<string, string> | undefined {
  const kinds = [...media.values()].flatMap(({ stream, options: { kind } }) =>
    kind === undefined ? [] : [[stream.id, kind] as const],
  );
  return kinds.length > 0 ? Object.fromEntries(kinds) : undefined;
}

/**
 * The media on one connection.
 *
 * @param media what it is to carry
 * @param come is told of each stream that the other end has added
 */
export function createMedia(
  pc: RTCPeerConnection,
  media: SentMedia,
  come: (stream: MediaStream, kind: string | undefined) => void,
) {
  const carried = new Map<MediaStreamTrack, RTCRtpTransceiver>();
  const received = new WeakSet<MediaStream>();
  let kinds: Readonly<Record<string, unknown>> = {};

  pc.addEventListener('track', ({ streams }) => {
    for (const stream of streams) {
      // The tracks of a stream come one by one
      if (received.has(stream)) continue;
      received.add(stream);
      stream.addEventListener('removetrack', () => {
        // A stream that has lost its last track counts as new when it gets another
        if (stream.getTracks().length === 0) received.delete(stream);
      });
      const kind = kinds[stream.id];
      come(stream, typeof kind === 'string' ? kind.slice(0, MAX_KIND_LENGTH) : undefined);
    }
  });
  // Before the first description of both ends there is nothing that could have a limit
  pc.addEventListener('signalingstatechange', () => {
    if (pc.signalingState === 'stable') for (const [track, sent] of media) limit(carried.get(track), sent);
  });

  /** Puts a track where another one was: each that had a place of its own would make the descriptions longer. */
  function place(track: MediaStreamTrack, { stream, now }: SentTrack): RTCRtpTransceiver | undefined {
    const taken = [...carried.values()];
    const free = pc
      .getTransceivers()
      .find(
        (transceiver) =>
          !taken.includes(transceiver) &&
          transceiver.receiver.track.kind === track.kind &&
          !transceiver.sender.track &&
          /^(recvonly|inactive)$/.test(transceiver.direction),
      );
    if (free) {
      free.direction = free.direction === 'inactive' ? 'sendonly' : 'sendrecv';
      free.sender.setStreams(stream);
      void free.sender.replaceTrack(now).catch(() => undefined);
      return free;
    }
    const sender = pc.addTrack(track, stream);
    if (now !== track) void sender.replaceTrack(now).catch(() => undefined);
    return pc.getTransceivers().find((transceiver) => transceiver.sender === sender);
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
    /** Tells what the streams are that come next. */
    learn(told: unknown): void {
      kinds = Object(told) as Record<string, unknown>;
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
  };
}
