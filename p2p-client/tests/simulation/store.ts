/* What servers share, as Redis would keep it: every method is one script, which nothing comes between. */

import { RoomMachine, type LogEntry, type LogItem } from './room-machine.js';

export type Rejection = 'not-a-member' | 'superseded' | 'duplicate' | 'unchanged';

export interface Outcome {
  /** 0 if it has not been appended. */
  readonly offset: number;
  readonly rejection?: Rejection;
}

/** What became of a batch; `undefined` if the log is not the one that the server knows. */
export interface Appended {
  readonly epoch: string;
  /** The offset of the last entry: what was not appended was judged by the room as it was then. */
  readonly head: number;
  readonly items: readonly LogItem[];
  readonly outcomes: readonly Outcome[];
}

/** A room as a server begins to follow it. */
export interface Loaded {
  /** Empty if nothing has ever happened in the room. */
  readonly epoch: string;
  readonly base: RoomMachine;
  readonly baseOffset: number;
  readonly items: readonly LogItem[];
  readonly jumps: readonly Jump[];
}

/** The offsets between were perhaps given before, to entries that are lost. */
export type Jump = readonly [from: number, to: number];

export interface Claim {
  readonly outcome: 'created' | 'claimed' | 'none';
  readonly peer: string;
  readonly generation: number;
  readonly previous: string;
}

interface Standing {
  readonly generation: number;
  readonly last: number;
  readonly lost: boolean;
  /** Whether it has left: its number still says what was appended before. */
  readonly gone: boolean;
}

interface Log {
  readonly epoch: string;
  head: number;
  /** The process of the store that has written the last entry. */
  run: number;
  readonly items: LogItem[];
  readonly base: RoomMachine;
  baseOffset: number;
  readonly jumps: Jump[];
  readonly standings: Map<string, Standing>;
  /** The last batch of each server that appends. */
  readonly batches: Map<string, { readonly number: number; readonly reply: Appended }>;
}

interface SessionRecord {
  readonly peer: string;
  readonly generation: number;
  readonly node: string;
  readonly created: string;
  readonly until: number;
}

interface State {
  readonly logs: Map<string, Log>;
  readonly sessions: Map<string, SessionRecord>;
  readonly leases: Map<string, number>;
}

/** The generation of a removal, whichever the peer's is. */
export const ANY_GENERATION = -1;
const JUMP = 1_000_000;

export class SharedStore {
  /** Which process this is: another one after a restart, and after a failover. */
  run = 1;
  /** How many entries a log keeps. */
  keeps = Infinity;
  #state: State = { logs: new Map(), sessions: new Map(), leases: new Map() };

  /** What a replica knows now. */
  snapshot(): () => void {
    const logs = [...this.#state.logs].map(([room, log]) => [room, copyOf(log)] as const);
    const { sessions, leases } = this.#state;
    const state = { logs: new Map(logs), sessions: new Map(sessions), leases: new Map(leases) };
    return () => {
      this.#state = state;
      this.run += 1;
    };
  }

  restart(): void {
    this.run += 1;
  }

  /** Loses the logs, and what else there is if that is not kept elsewhere. */
  lose(everything: boolean): void {
    this.#state.logs.clear();
    if (everything) this.#state = { logs: new Map(), sessions: new Map(), leases: new Map() };
  }

  /** The ids of those who are in rooms. */
  members(test: (room: string) => boolean = () => true): string[] {
    return [...this.#state.logs].flatMap(([room, { standings }]) =>
      test(room) ? [...standings].filter(([, { gone }]) => !gone).map(([peer]) => peer) : [],
    );
  }

  /**
   * Appends a batch.
   *
   * @param appender the server, and for which time it follows the room
   * @param number the number of the batch: one that has come is not appended again
   * @param known the epoch that the server knows, empty for none
   */
  append(
    room: string,
    appender: string,
    number: number,
    known: string,
    fresh: string,
    entries: readonly LogEntry[],
    now: number,
  ): Appended | undefined {
    const log = this.#state.logs.get(room) ?? (known === '' ? this.#begin(room, fresh) : undefined);
    if (!log || (known !== '' && known !== log.epoch)) return undefined;
    const last = log.batches.get(appender);
    if (last?.number === number) return last.reply;
    if (number !== (last?.number ?? 0) + 1) return undefined;
    const items: LogItem[] = [];
    const outcomes = entries.map((entry): Outcome => {
      const rejection = check(log.standings, entry);
      if (rejection) return { offset: 0, rejection };
      const [node = ''] = appender.split('.');
      const previous = log.head;
      if (log.run !== this.run) {
        // Another for each process: whoever wrote before may be lost, and that there was anybody
        log.head = Math.max(log.head + JUMP, JUMP * this.run);
        log.jumps.push([previous, log.head]);
      }
      log.run = this.run;
      log.head += 1;
      items.push({ offset: log.head, previous, node, time: now, entry });
      return { offset: log.head };
    });
    log.items.push(...items);
    for (const item of log.items.splice(0, Math.max(0, log.items.length - this.keeps))) {
      log.base.apply(item);
      log.baseOffset = item.offset;
    }
    const reply = { epoch: log.epoch, head: log.head, items, outcomes };
    log.batches.set(appender, { number, reply });
    return reply;
  }

  #begin(room: string, epoch: string): Log {
    const log: Log = {
      ...{ epoch, head: 0, run: this.run, items: [], base: new RoomMachine(room), baseOffset: 0 },
      ...{ jumps: [], standings: new Map(), batches: new Map() },
    };
    this.#state.logs.set(room, log);
    return log;
  }

  load(room: string): Loaded {
    const log = this.#state.logs.get(room);
    if (!log) return { epoch: '', base: new RoomMachine(room), baseOffset: 0, items: [], jumps: [] };
    const { epoch, base, baseOffset, items, jumps } = log;
    return { epoch, base: base.copy(), baseOffset, items: [...items], jumps: [...jumps] };
  }

  /** What was appended after an entry; `undefined` if the log does not have it any more, or is another. */
  read(
    room: string,
    epoch: string,
    after: number,
  ): { items: readonly LogItem[]; jumps: readonly Jump[] } | undefined {
    const log = this.#state.logs.get(room);
    if (!log) return epoch === '' ? { items: [], jumps: [] } : undefined;
    if (epoch !== '' && log.epoch !== epoch) return undefined;
    const isThere = after >= log.baseOffset && after <= log.head && !isInJump(log.jumps, after);
    return isThere
      ? { items: log.items.filter(({ offset }) => offset > after), jumps: [...log.jumps] }
      : undefined;
  }

  claim(token: string, newPeer: string | undefined, node: string, until: number, now: number): Claim {
    const { sessions } = this.#state;
    const found = sessions.get(token);
    const known = found && found.until > now ? found : undefined;
    if (!known) {
      if (newPeer === undefined) return { outcome: 'none', peer: '', generation: 0, previous: '' };
      sessions.set(token, { peer: newPeer, generation: 1, node, created: newPeer, until });
      return { outcome: 'created', peer: newPeer, generation: 1, previous: '' };
    }
    // The answer was lost, and the server asks again
    if (known.node === node && known.created === newPeer && known.generation === 1)
      return { outcome: 'created', peer: newPeer, generation: 1, previous: '' };
    const generation = known.generation + 1;
    sessions.set(token, { ...known, generation, node, until });
    return { outcome: 'claimed', peer: known.peer, generation, previous: known.node };
  }

  keep(token: string, peer: string, generation: number, node: string, until: number): void {
    const known = this.#state.sessions.get(token) ?? { peer, generation, node, created: peer, until };
    if (known.node === node) this.#state.sessions.set(token, { ...known, until });
  }

  release(token: string, generation: number, node: string): void {
    const known = this.#state.sessions.get(token);
    if (known?.node === node && known.generation === generation) this.#state.sessions.delete(token);
  }

  /** Renews a lease. Tells whether it had ended, and which other servers have none any more. */
  renew(node: string, now: number, lease: number): { expired: boolean; ended: string[] } {
    const { leases } = this.#state;
    const expired = (leases.get(node) ?? Infinity) < now;
    leases.set(node, now + lease);
    return { expired, ended: this.ended(now) };
  }

  /** The servers whose lease has ended; after a loss of data one that is alive may have none yet. */
  ended(now: number): string[] {
    return [...this.#state.leases].filter(([, until]) => until < now).map(([name]) => name);
  }

  end(node: string): void {
    this.#state.leases.set(node, 0);
  }
}

function copyOf(log: Log): Log {
  return {
    ...log,
    items: [...log.items],
    base: log.base.copy(),
    jumps: [...log.jumps],
    standings: new Map(log.standings),
    batches: new Map(log.batches),
  };
}

/** Whether who has come to this offset has had what is lost. */
export function isInJump(jumps: readonly Jump[], offset: number): boolean {
  return jumps.some(([from, to]) => offset > from && offset <= to);
}

/** Looks whether an entry may be appended, and notes what it changes. */
function check(standings: Map<string, Standing>, entry: LogEntry): Rejection | undefined {
  const { kind, peer, generation, number } = entry;
  const found = standings.get(peer);
  const member = found?.gone === false ? found : undefined;
  const isRepeated = number > 0 && number <= (found?.last ?? 0);
  const last = Math.max(number, found?.last ?? 0);
  const isLate = generation !== ANY_GENERATION && generation < (found?.generation ?? 0);
  if (isLate && (member || kind === 'join')) return 'superseded';
  switch (kind) {
    case 'join':
      standings.set(peer, { generation, last, lost: false, gone: false });
      return undefined;
    case 'event':
      if (isRepeated) return 'duplicate';
      if (member?.generation !== generation) return 'not-a-member';
      standings.set(peer, { ...member, last });
      return undefined;
    case 'leave':
      if (isRepeated) return 'duplicate';
      // A join that was said before may still come
      standings.set(peer, {
        lost: false,
        generation: Math.max(generation, found?.generation ?? 0),
        last,
        gone: true,
      });
      return member ? undefined : 'not-a-member';
    case 'lost':
      if (member?.generation !== generation || member.lost) return 'unchanged';
      standings.set(peer, { ...member, lost: true });
      return undefined;
    case 'back':
      if (!member) return 'not-a-member';
      if (member.generation === generation && !member.lost) return 'unchanged';
      standings.set(peer, { ...member, generation, lost: false });
      return undefined;
  }
}
