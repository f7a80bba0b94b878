import type { Header } from '../session/replay-buffer.js';
import type { RelayTarget } from '../stream/route.js';
import { MAX_TRANSFERS } from '../stream/outgoing.js';
import type { OutgoingTransfer } from '../stream/outgoing-transfer.js';

// Enough to keep the connection busy, few enough that small events do not wait long behind them
const PARTS_IN_FLIGHT = 4;

interface Leg {
  readonly transfer: OutgoingTransfer;
  /** Who is still to get it. */
  target: RelayTarget;
  readonly partBytes: number;
  offset: number;
  inFlight: number;
  /** Whether the server has said who misses it. */
  missed: boolean;
}

export type RelayTransfers = ReturnType<typeof createRelayTransfers>;

/**
 * The large events that go through the server, as fast as the slowest of their receivers reads.
 *
 * @param send sends a part; the header is without the room
 */
export function createRelayTransfers(send: (header: Header, bytes: Uint8Array) => void) {
  // Replaced, never changed, as whoever hears of one may begin or end others
  let legs: readonly Leg[] = [];

  function pump(): void {
    for (const leg of legs.slice(0, MAX_TRANSFERS)) {
      const { transfer, partBytes } = leg;
      const { id, event, total, message } = transfer;
      while (leg.inFlight < PARTS_IN_FLIGHT && leg.offset < total) {
        const { offset } = leg;
        leg.offset += partBytes;
        leg.inFlight += 1;
        const header = { ...leg.target, id, event, total, offset };
        send(header, message.bytes.subarray(offset, offset + partBytes));
      }
    }
  }

  function remove(leg?: Leg): void {
    legs = legs.filter((one) => one !== leg);
  }

  /** The sender gives a transfer up. */
  function abort(transfer: OutgoingTransfer, target: RelayTarget): void {
    const leg = legs.find((one) => one.transfer === transfer && one.target.to === target.to);
    remove(leg);
    const { id, total } = transfer;
    // The server is not told the event's name: the transfer may have been private so far
    send({ ...(leg?.target ?? target), id, event: '', total, offset: total }, new Uint8Array());
    pump();
  }

  return {
    abort,

    begin(transfer: OutgoingTransfer, target: RelayTarget, offset: number, partBytes: number): void {
      transfer.begin(target.to, offset, () => abort(transfer, target));
      legs = [...legs, { transfer, target, partBytes, offset, inFlight: 0, missed: false }];
      pump();
    },

    /** A part has reached its receivers; returns the transfer at the first one. */
    sent(id: number, to: string | undefined, offset: number): OutgoingTransfer | undefined {
      const leg = legs.find(({ transfer, target }) => transfer.id === id && target.to === to);
      if (!leg) return undefined;
      const { transfer, target, partBytes, missed } = leg;
      leg.missed = true;
      leg.inFlight -= 1;
      if (leg.inFlight === 0 && leg.offset >= transfer.total) remove(leg);
      // The answers come in any order, but nobody minds a progress that is a part ahead
      transfer.advance(target.to, offset + partBytes);
      pump();
      return missed ? undefined : transfer;
    },

    /** The server takes no part of a transfer, or none to one peer; returns the question that it asked. */
    refused(id: number, to?: string): number | undefined {
      const refused = legs.filter(
        ({ transfer, target }) => transfer.id === id && (to ?? target.to) === target.to,
      );
      for (const { transfer, target } of refused) {
        abort(transfer, target);
        transfer.abandon(target.to);
      }
      return refused[0]?.transfer.message.ack;
    },

    /** A peer gets no more of one transfer, or of any. */
    leaveOut(peerId: string, id?: number, code?: string): void {
      for (const leg of legs) {
        const { transfer, target } = leg;
        if (target.to === peerId && (id ?? transfer.id) === transfer.id) {
          remove(leg);
          if (id === undefined) transfer.abandon(peerId);
          else transfer.stop(peerId, code);
        } else if (target.to === undefined && id === transfer.id) {
          leg.target = { skip: [...new Set(target.skip).add(peerId)] };
          transfer.stop(peerId, code);
        }
      }
      pump();
    },

    /** Gives everything up, and tells those who were to get it. */
    abortAll(): void {
      for (const { transfer } of legs) transfer.abort();
    },

    /** Gives everything up without a word; returns how many. */
    clear(): number {
      const cleared = legs;
      legs = [];
      for (const { transfer, target } of cleared) transfer.abandon(target.to);
      return cleared.length;
    },
  };
}
