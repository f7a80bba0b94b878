/**
 * Watches for the media streams that the other end of a connection adds.
 *
 * @param come is told of each of them
 */
export function watchStreams(pc: RTCPeerConnection, come: (stream: MediaStream) => void): void {
  const received = new WeakSet<MediaStream>();
  pc.addEventListener('track', ({ streams }) => {
    for (const stream of streams) {
      // The tracks of a stream come one by one
      if (received.has(stream)) continue;
      received.add(stream);
      stream.addEventListener('removetrack', () => {
        // A stream that has lost its last track counts as new when it gets another
        if (stream.getTracks().length === 0) received.delete(stream);
      });
      come(stream);
    }
  });
}

/** @throws whatever WebRTC throws: not every stack has media */
export function sendStream(pc: RTCPeerConnection, stream: MediaStream): void {
  const sent = pc.getSenders().map(({ track }) => track);
  for (const track of stream.getTracks()) if (!sent.includes(track)) pc.addTrack(track, stream);
}

/** @throws whatever WebRTC throws */
export function stopStream(pc: RTCPeerConnection, stream: MediaStream): void {
  const tracks: (MediaStreamTrack | null)[] = stream.getTracks();
  for (const sender of pc.getSenders()) if (tracks.includes(sender.track)) pc.removeTrack(sender);
}
