import { io, type Socket } from 'socket.io-client';
import { P2P, type P2PError } from '../../src/index.js';
import type { Ledger } from './ledger.js';
import type { Company, Seat } from './member.js';

/** A client that comes, says nothing, and leaves as one should. */
export class Visitor {
  readonly #socket: Socket;
  readonly #seats: Omit<Seat, 'sent' | 'name'>[];

  constructor(
    private readonly name: string,
    url: string,
    rooms: readonly string[],
    private readonly company: Company,
    private readonly ledger: Ledger,
  ) {
    this.#socket = io(url, { transports: ['websocket'], forceNew: true });
    this.#seats = rooms.map((room) => {
      const p2p = new P2P<never, { name: string }>(this.#socket, { room, rtc: null, data: { name } });
      const seat = { room, p2p, id: undefined };
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

  #fail({ room, id = '?' }: Omit<Seat, 'sent' | 'name'>, { code, message, missed = 0 }: P2PError): void {
    if (this.company.departed.has(this.name)) return;
    if (code === 'session-lost') this.ledger.ended(room, this.name, id, missed);
    else if (code !== 'connect-failed')
      this.ledger.problem('error', `${this.name} in '${room}': ${code}: ${message}`);
  }
}
