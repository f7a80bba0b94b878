/* RTCPeerConnections that a test can count, cut under the library, and keep from finding a way. */

/** The connections that are not closed. */
export const open = new Set<RTCPeerConnection>();

/** How many there ever were. */
export const made = { count: 0 };

/** Whether candidates are kept from the other end, and those of the other end from WebRTC. */
export const filter = { on: false };

export class WatchedPeerConnection extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    open.add(this);
    made.count += 1;
    // The first listener: the library's do not hear what it stops
    this.addEventListener('icecandidate', (event) => {
      if (filter.on && event.candidate) event.stopImmediatePropagation();
    });
  }

  override get localDescription(): RTCSessionDescription | null {
    return filtered(super.localDescription);
  }

  override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    return super.setRemoteDescription(filtered(description));
  }

  override async addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
    if (!filter.on) await super.addIceCandidate(candidate);
  }

  override close(): void {
    open.delete(this);
    super.close();
  }
}

/** The types of the two candidates that a connection has chosen. */
export async function candidateTypes(connection: RTCPeerConnection): Promise<string[]> {
  const stats = new Map<string, RTCStats>();
  (await connection.getStats()).forEach((one: RTCStats) => stats.set(one.id, one));
  const transport = [...stats.values()].find(({ type }) => type === 'transport') as RTCTransportStats;
  const pair = stats.get(transport.selectedCandidatePairId ?? '') as RTCIceCandidatePairStats;
  return [pair.localCandidateId, pair.remoteCandidateId].map(
    (id) => (stats.get(id) as RTCStats & { candidateType: string }).candidateType,
  );
}

function filtered<T extends RTCSessionDescriptionInit | null>(description: T): T {
  if (!filter.on || !description) return description;
  const sdp = description.sdp?.replaceAll(/^a=candidate:.*\r\n/gm, '');
  return { type: description.type, sdp } as T;
}
