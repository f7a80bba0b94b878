import type { RelayTarget } from '../stream/route.js';
import { MAX_TRANSFERS, type OutgoingTransfer } from '../stream/outgoing-transfer.js';

// Enough to keep the connection busy, few enough that small events do not wait long behind them
const PARTS_IN_FLIGHT = 4;

/** The header of `p2p:part`, without the room. */
export interface PartHeader extends RelayTarget {
  readonly id: number;
  readonly event: string;
  readonly total: number;
  readonly offset: number;
}

interface Leg {
  readonly transfer: OutgoingTransfer;
  readonly to: string | undefined;
  readonly skip: Set<string>;
  readonly partBytes: number;
  offset: number;
  loaded: number;
  inFlight: number;
  missed: boolean;
}

/** The large events that go through the server, as fast as the slowest of their receivers reads. */
export class RelayTransfers {
  readonly #send: (header: PartHeader, bytes: Uint8Array) => void;
  readonly #legs: Leg[] = [];

  constructor(send: (header: PartHeader, bytes: Uint8Array) => void) {
    this.#send = send;
  }

  begin(transfer: OutgoingTransfer, target: RelayTarget, offset: number, partBytes: number): void {
    const { to, skip = [] } = target;
    transfer.begin(to ?? '', offset, () => this.abort(transfer, target));
    this.#legs.push({
      transfer,
      to,
      skip: new Set(skip),
      partBytes,
      offset,
      loaded: offset,
      inFlight: 0,
      missed: false,
    });
    this.#pump();
  }

  /** A part has reached its receivers; returns the transfer at the first one. */
  sent(id: number, to: string | undefined, offset: number): OutgoingTransfer | undefined {
    const leg = this.#legs.find((one) => one.transfer.id === id && one.to === to);
    if (!leg) return undefined;
    const { transfer, partBytes } = leg;
    const isFirst = !leg.missed;
    leg.missed = true;
    leg.inFlight -= 1;
    // The answers come in any order, but nobody minds a progress that is a part ahead
    leg.loaded = Math.max(leg.loaded, Math.min(offset + partBytes, transfer.total));
    if (leg.inFlight === 0 && leg.offset >= transfer.total) this.#remove(leg);
    transfer.advance(to ?? '', leg.loaded);
    this.#pump();
    return isFirst ? transfer : undefined;
  }

  /** The sender gives a transfer up. */
  abort(transfer: OutgoingTransfer, target: RelayTarget): void {
    const { to, skip = [] } = target;
    const leg = this.#legs.find((one) => one.transfer === transfer && one.to === to);
    if (leg) this.#remove(leg);
    const address = addressOf(leg ?? { to, skip: new Set(skip) });
    const { id, total } = transfer;
    // Without the name of an event that may have been private
    this.#send({ ...address, id, event: '', total, offset: total }, new Uint8Array());
    this.#pump();
  }

  /** The server takes no part of a transfer, or none to one peer; returns the question that it asked. */
  refused(id: number, to?: string): number | undefined {
    const legs = this.#legs.filter((leg) => leg.transfer.id === id && (to === undefined || leg.to === to));
    for (const leg of legs) {
      this.abort(leg.transfer, addressOf(leg));
      leg.transfer.abandon(leg.to ?? '');
    }
    return legs[0]?.transfer.message.ack;
  }

  /** A peer gets no more of one transfer, or of any. */
  leaveOut(peerId: string, id?: number, code?: string): void {
    for (const leg of [...this.#legs]) {
      if (id !== undefined && leg.transfer.id !== id) continue;
      if (leg.to === peerId) {
        this.#remove(leg);
        if (id === undefined) leg.transfer.abandon(peerId);
        else leg.transfer.stop(peerId, code);
      } else if (id !== undefined && leg.to === undefined) {
        leg.skip.add(peerId);
        leg.transfer.stop(peerId, code);
      }
    }
    this.#pump();
  }

  /** Gives everything up without a word; returns how many. */
  clear(): number {
    const legs = this.#legs.splice(0);
    for (const { transfer, to } of legs) transfer.abandon(to ?? '');
    return legs.length;
  }

  #pump(): void {
    for (const leg of this.#legs.slice(0, MAX_TRANSFERS)) {
      const { transfer, partBytes } = leg;
      const { id, event, total, message } = transfer;
      while (leg.inFlight < PARTS_IN_FLIGHT && leg.offset < total) {
        const { offset } = leg;
        leg.offset += partBytes;
        leg.inFlight += 1;
        const header = { ...addressOf(leg), id, event, total, offset };
        this.#send(header, message.bytes.subarray(offset, offset + partBytes));
      }
    }
  }

  #remove(leg: Leg): void {
    const index = this.#legs.indexOf(leg);
    if (index >= 0) this.#legs.splice(index, 1);
  }
}

function addressOf({ to, skip }: Pick<Leg, 'to' | 'skip'>): RelayTarget {
  if (to !== undefined) return { to };
  return skip.size > 0 ? { skip: [...skip] } : {};
}
