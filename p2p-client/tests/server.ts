import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';

/* A small server that speaks docs/protocol.md, for library peers only and without limits of its own. */

interface Member {
  readonly socket: Socket;
  readonly webrtc: boolean;
  readonly numClients: number;
  links: Set<string>;
}

interface Header {
  readonly room?: string;
  readonly to?: string;
  readonly skip?: readonly string[];
  readonly id?: number;
  readonly event?: string;
  readonly total?: number;
  readonly offset?: number;
}

type Answer = (answer: unknown) => void;

/** An event that passed the server. */
export interface Relayed {
  readonly room: string;
  readonly event: string;
  readonly parts: boolean;
}

const MAX_PAYLOAD = 256 * 1024;

export class TestServer {
  readonly io: Server;
  /** What was relayed, in order. */
  readonly relayed: Relayed[] = [];
  /** The links of each peer at most. */
  numClients = 5;
  /** The answer to the next parts, if it is not to be the usual one. */
  partAnswer: unknown;
  /** Signals that are kept back while this is `true`, so that no link opens. */
  holdsSignals = false;
  readonly #rooms = new Map<string, Map<string, Member>>();
  #held: (() => void)[] = [];

  constructor(http: HttpServer) {
    this.io = new Server(http, { maxHttpBufferSize: MAX_PAYLOAD });
    this.io.on('connection', (socket) => {
      socket.on('p2p:join', (request: Header & { webrtc: boolean; numClients?: number }, answer: Answer) => {
        if (request.room === 'forbidden') answer({ code: 'room-refused', message: 'not in here' });
        else
          this.#join(
            socket,
            request.room ?? '',
            request.webrtc,
            request.numClients ?? this.numClients,
            answer,
          );
      });
      socket.on('p2p:leave', ({ room = '' }: Header) => this.#leave(socket, room));
      socket.on('disconnect', () => {
        for (const room of this.#rooms.keys()) this.#leave(socket, room);
      });
      socket.on('peer-signal', (signal: Header & { toPeerId: string }) => {
        const deliver = (): void => {
          const member = this.#members(signal.room).get(signal.toPeerId);
          if (member?.links.has(socket.id))
            member.socket.emit('peer-signal', { ...signal, fromPeerId: socket.id });
        };
        if (this.holdsSignals) this.#held.push(deliver);
        else deliver();
      });
      socket.on('p2p:msg', (header: Header, event: string, ...args: unknown[]) => {
        const { room = '' } = header;
        if (event === 'refuse-me') {
          socket.emit('peer-error', { code: 'handler-failed', message: 'refused', event });
          return;
        }
        this.relayed.push({ room, event, parts: false });
        for (const member of this.#receivers(socket, header)) {
          member.socket.emit('p2p:msg', { room, from: socket.id }, event, ...args);
        }
      });
      socket.on('p2p:part', (header: Header, bytes: Buffer, answer?: Answer) => {
        this.#relayPart(socket, header, bytes, answer);
      });
    });
  }

  /** Forgets what the last test has set and sent. */
  reset(): void {
    this.numClients = 5;
    this.holdsSignals = false;
    this.partAnswer = undefined;
    this.relayed.length = 0;
    this.#held = [];
  }

  releaseSignals(): void {
    this.holdsSignals = false;
    for (const deliver of this.#held.splice(0)) deliver();
  }

  /** The times that an event of this name was relayed. */
  count(event: string): number {
    return this.relayed.filter((relayed) => relayed.event === event).length;
  }

  #members(room = ''): Map<string, Member> {
    const members = this.#rooms.get(room) ?? new Map<string, Member>();
    this.#rooms.set(room, members);
    return members;
  }

  #receivers(from: Socket, { room, to, skip = [] }: Header): Member[] {
    return [...this.#members(room).values()].filter(
      ({ socket: { id } }) => id !== from.id && (to === undefined ? !skip.includes(id) : id === to),
    );
  }

  #join(socket: Socket, room: string, webrtc: boolean, numClients: number, answer: Answer): void {
    const members = this.#members(room);
    const peers = Array.from(members.values(), (member) => ({
      peerId: member.socket.id,
      webrtc: member.webrtc,
    }));
    for (const member of members.values())
      member.socket.emit('peer-connect', { room, peerId: socket.id, webrtc });
    members.set(socket.id, { socket, webrtc, numClients, links: new Set() });
    this.#plan(room, socket.id);
    answer({
      peerId: socket.id,
      room,
      numClients,
      peers,
      links: [...(members.get(socket.id)?.links ?? [])],
      iceServers: [],
      maxPayload: MAX_PAYLOAD,
    });
  }

  #leave(socket: Socket, room: string): void {
    const members = this.#members(room);
    if (!members.delete(socket.id)) return;
    for (const member of members.values()) {
      member.links.delete(socket.id);
      member.socket.emit('peer-disconnect', { room, peerId: socket.id });
    }
    this.#plan(room);
  }

  #plan(room: string, joining?: string): void {
    const members = [...this.#members(room).values()].filter(({ webrtc }) => webrtc);
    for (const a of members) {
      for (const b of members) {
        const free = a.links.size < a.numClients && b.links.size < b.numClients;
        if (a === b || !free) continue;
        a.links.add(b.socket.id);
        b.links.add(a.socket.id);
      }
    }
    for (const { socket, links } of members) {
      // The welcome has the plan of the one who joins
      if (socket.id !== joining) socket.emit('p2p:links', { room, peerIds: [...links] });
    }
  }

  #relayPart(socket: Socket, header: Header, bytes: Buffer, answer?: Answer): void {
    const { room = '', id, event = '', total = 0, offset } = header;
    if (offset === 0) this.relayed.push({ room, event, parts: true });
    for (const member of this.#receivers(socket, header)) {
      member.socket.emit('p2p:part', { room, from: socket.id, id, event, total, offset }, bytes);
    }
    answer?.(this.partAnswer ?? { missed: [] });
  }
}
