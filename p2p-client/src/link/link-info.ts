import type { LinkEnd, LinkInfo } from '../api/types.js';

/** What a browser says of a connection, as far as it matters: not each says everything. */
interface Stats {
  readonly id: string;
  readonly type: string;
  readonly selectedCandidatePairId?: string;
  readonly selected?: boolean;
  readonly nominated?: boolean;
  readonly state?: string;
  readonly localCandidateId?: string;
  readonly remoteCandidateId?: string;
  readonly currentRoundTripTime?: number;
  readonly bytesSent?: number;
  readonly bytesReceived?: number;
  readonly packetsLost?: number;
  readonly candidateType?: RTCIceCandidateType;
  readonly protocol?: string;
  readonly relayProtocol?: string;
  readonly address?: string | null;
}

/** What the way through the network is that a connection takes; `undefined` while there is none. */
export async function linkInfo(
  pc: RTCPeerConnection,
  roundTripMs: number | undefined,
): Promise<LinkInfo | undefined> {
  const all: Stats[] = [];
  (await pc.getStats()).forEach((stats: Stats) => all.push(stats));
  const byId = new Map(all.map((stats) => [stats.id, stats]));
  const pairs = all.filter(({ type }) => type === 'candidate-pair');
  const chosen = all.find(({ selectedCandidatePairId }) => selectedCandidatePairId);
  const pair =
    byId.get(chosen?.selectedCandidatePairId ?? '') ??
    // Firefox says it of the pair
    pairs.find(({ selected }) => selected) ??
    pairs.find(({ nominated, state }) => nominated && state === 'succeeded');
  const local = endOf(byId.get(pair?.localCandidateId ?? ''));
  const remote = endOf(byId.get(pair?.remoteCandidateId ?? ''));
  if (!pair || !local || !remote) return undefined;
  const lost = all.flatMap(({ type, packetsLost }) => (type === 'inbound-rtp' ? (packetsLost ?? []) : []));
  const { currentRoundTripTime: seconds, bytesSent = 0, bytesReceived = 0 } = pair;
  return {
    route: [local, remote].some(({ type }) => type === 'relay') ? 'turn' : 'direct',
    local,
    remote,
    // Of ICE's own checks, which Firefox does not time in each version
    roundTripMs: seconds ? seconds * 1_000 : roundTripMs,
    bytesSent,
    bytesReceived,
    packetsLost: lost.length > 0 ? lost.reduce((sum, count) => sum + count) : undefined,
  };
}

function endOf(candidate: Stats | undefined): LinkEnd | undefined {
  if (!candidate?.candidateType) return undefined;
  const { candidateType: type, protocol = '', relayProtocol, address } = candidate;
  return { type, protocol: relayProtocol ?? protocol, address: address ?? undefined };
}
