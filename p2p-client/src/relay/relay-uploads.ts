import type { RelayTarget } from '../stream/route.js';
import { MAX_TRANSFERS, type Upload } from '../stream/transfer.js';

// Enough to keep the connection busy, few enough that small events do not wait long behind them
const PARTS_IN_FLIGHT = 4;

/** The header of `p2p:part`, without the room. */
export interface PartHeader extends RelayTarget {
  readonly id: number;
  readonly event: string;
  readonly total: number;
  readonly offset: number;
}

interface Transfer {
  readonly upload: Upload;
  readonly to: string | undefined;
  readonly skip: Set<string>;
  readonly partBytes: number;
  offset: number;
  loaded: number;
  inFlight: number;
  missed: boolean;
}

/** The large events that go through the server, as fast as the slowest of their receivers reads. */
export class RelayUploads {
  readonly #send: (header: PartHeader, bytes: Uint8Array) => void;
  readonly #transfers: Transfer[] = [];

  constructor(send: (header: PartHeader, bytes: Uint8Array) => void) {
    this.#send = send;
  }

  begin(upload: Upload, target: RelayTarget, offset: number, partBytes: number): void {
    const { to, skip = [] } = target;
    upload.begin(to ?? '', offset, () => this.abort(upload, target));
    this.#transfers.push({
      upload,
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

  /** A part has reached its receivers; returns the upload at the first one. */
  sent(id: number, to: string | undefined, offset: number): Upload | undefined {
    const transfer = this.#transfers.find((one) => one.upload.id === id && one.to === to);
    if (!transfer) return undefined;
    const { upload, partBytes } = transfer;
    const isFirst = !transfer.missed;
    transfer.missed = true;
    transfer.inFlight -= 1;
    // The answers come in any order, but nobody minds a progress that is a part ahead
    transfer.loaded = Math.max(transfer.loaded, Math.min(offset + partBytes, upload.total));
    if (transfer.inFlight === 0 && transfer.offset >= upload.total) this.#remove(transfer);
    upload.advance(to ?? '', transfer.loaded);
    this.#pump();
    return isFirst ? upload : undefined;
  }

  /** The sender gives an upload up. */
  abort(upload: Upload, target: RelayTarget): void {
    const { to, skip = [] } = target;
    const transfer = this.#transfers.find((one) => one.upload === upload && one.to === to);
    if (transfer) this.#remove(transfer);
    const address = addressOf(transfer ?? { to, skip: new Set(skip) });
    const { id, total } = upload;
    // Without the name of an event that may have been private
    this.#send({ ...address, id, event: '', total, offset: total }, new Uint8Array());
    this.#pump();
  }

  /** The server takes no part of an upload, or none to one peer; returns the question that it asked. */
  refused(id: number, to?: string): number | undefined {
    const transfers = this.#transfers.filter(
      (transfer) => transfer.upload.id === id && (to === undefined || transfer.to === to),
    );
    for (const transfer of transfers) {
      this.abort(transfer.upload, addressOf(transfer));
      transfer.upload.abandon(transfer.to ?? '');
    }
    return transfers[0]?.upload.message.ack;
  }

  /** A peer gets no more of one upload, or of any. */
  leaveOut(peerId: string, id?: number, code?: string): void {
    for (const transfer of [...this.#transfers]) {
      if (id !== undefined && transfer.upload.id !== id) continue;
      if (transfer.to === peerId) {
        this.#remove(transfer);
        if (id === undefined) transfer.upload.abandon(peerId);
        else transfer.upload.stop(peerId, code);
      } else if (id !== undefined && transfer.to === undefined) {
        transfer.skip.add(peerId);
        transfer.upload.stop(peerId, code);
      }
    }
    this.#pump();
  }

  /** Gives everything up without a word; returns how many. */
  clear(): number {
    const transfers = this.#transfers.splice(0);
    for (const { upload, to } of transfers) upload.abandon(to ?? '');
    return transfers.length;
  }

  #pump(): void {
    for (const transfer of this.#transfers.slice(0, MAX_TRANSFERS)) {
      const { upload, partBytes } = transfer;
      const { id, event, total, message } = upload;
      while (transfer.inFlight < PARTS_IN_FLIGHT && transfer.offset < total) {
        const { offset } = transfer;
        transfer.offset += partBytes;
        transfer.inFlight += 1;
        const header = { ...addressOf(transfer), id, event, total, offset };
        this.#send(header, message.bytes.subarray(offset, offset + partBytes));
      }
    }
  }

  #remove(transfer: Transfer): void {
    const index = this.#transfers.indexOf(transfer);
    if (index >= 0) this.#transfers.splice(index, 1);
  }
}

function addressOf({ to, skip }: Pick<Transfer, 'to' | 'skip'>): RelayTarget {
  if (to !== undefined) return { to };
  return skip.size > 0 ? { skip: [...skip] } : {};
}
