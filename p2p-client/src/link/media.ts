/** The media streams that go over one connection, both ways. */
export class Media {
  readonly #pc: RTCPeerConnection;
  readonly #received = new WeakSet<MediaStream>();
  readonly #come: (stream: MediaStream) => void;

  /** @param come is told of each stream that the other end has added */
  constructor(pc: RTCPeerConnection, come: (stream: MediaStream) => void) {
    this.#pc = pc;
    this.#come = come;
    pc.addEventListener('track', ({ streams }) => {
      for (const stream of streams) this.#receive(stream);
    });
  }

  /** @throws whatever WebRTC throws: not every stack has media */
  add(stream: MediaStream): void {
    const sent = new Set(this.#pc.getSenders().map(({ track }) => track));
    for (const track of stream.getTracks()) if (!sent.has(track)) this.#pc.addTrack(track, stream);
  }

  /** @throws whatever WebRTC throws */
  remove(stream: MediaStream): void {
    const tracks = new Set<MediaStreamTrack | null>(stream.getTracks());
    for (const sender of this.#pc.getSenders()) if (tracks.has(sender.track)) this.#pc.removeTrack(sender);
  }

  /** The tracks of a stream come one by one; it counts as new again after its last track was removed. */
  #receive(stream: MediaStream): void {
    if (this.#received.has(stream)) return;
    this.#received.add(stream);
    stream.addEventListener('removetrack', () => {
      if (stream.getTracks().length === 0) this.#received.delete(stream);
    });
    this.#come(stream);
  }
}
