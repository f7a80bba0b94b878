import { io, type Socket } from 'socket.io-client';
import { P2P, type P2PError } from '../../src/index.js';
import type { Ledger } from './ledger.js';
import type { Data } from './client.js';
import type { Company } from './member.js';

/** Its place in one room. */
interface VisitorSeat {
  readonly room: string;
  readonly p2p: P2P<never, Data>;
  /** The id that it has, or had last. */
  id: string | undefined;
}

/** A client that comes, says nothing, and leaves as one should. */
export class Visitor {
  readonly #socket: Socket;
  readonly #seats: VisitorSeat[];

  constructor(
    private readonly name: string,
    url: string,
    rooms: readonly string[],
    private readonly company: Company,
    private readonly ledger: Ledger,
  ) {
    this.#socket = io(url, { transports: ['websocket'], forceNew: true });
    this.#seats = rooms.map((room) => {
      const p2p = new P2P<never, Data>(this.#socket, { room, rtc: null, data: { name } });
      const seat: VisitorSeat = { room, p2p, id: undefined };
      p2p.on('peer-error', (error) => this.#fail(seat, error));
      return seat;
    });
    company.visitors.add(this);
  }

  /** Looks who it is now. */
  look(): void {
    for (const seat of this.#seats) {
      const { peerId } = seat.p2p;
      seat.id = peerId ?? seat.id;
    }
  }

  leave(): void {
    this.company.visitors.delete(this);
    this.company.departed.add(this.name);
    for (const { p2p } of this.#seats) p2p.disconnect();
  }

  #fail({ room, id = '?' }: VisitorSeat, { code, message, missed = 0 }: P2PError): void {
    if (this.company.departed.has(this.name)) return;
    if (code === 'session-lost') this.ledger.ended(room, this.name, id, missed);
    else if (code !== 'connect-failed')
      this.ledger.problem('error', `${this.name} in '${room}': ${code}: ${message}`);
  }
}
