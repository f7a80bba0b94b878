/* What becomes of a room by the entries of its log: the same at every server. */

import type { Header } from '../../src/testing/room-server.js';

export type Kind = 'event' | 'join' | 'leave' | 'lost' | 'back';

/** What is in an entry beside what the store looks at. */
export interface Body {
  readonly event?: string;
  readonly header?: Header;
  readonly args?: readonly unknown[];
  readonly webrtc?: boolean;
  readonly numClients?: number;
  readonly plain?: true | undefined;
  readonly data?: unknown;
}

export interface LogEntry {
  readonly kind: Kind;
  readonly peer: string;
  readonly generation: number;
  /** The number of the event in its sender's session; 0 for what is not counted. */
  readonly number: number;
  readonly body: Body;
}

/** An entry as it is in a log. */
export interface LogItem {
  readonly offset: number;
  /** The offset of the entry before. */
  readonly previous: number;
  readonly node: string;
  readonly time: number;
  readonly entry: LogEntry;
}

export interface Member {
  readonly peer: string;
  readonly webrtc: boolean;
  readonly numClients: number;
  readonly plain: true | undefined;
  /** The offset of the entry by which it came. */
  readonly joinedAt: number;
  readonly links: ReadonlySet<string>;
  readonly data: unknown;
  readonly generation: number;
  readonly node: string;
  readonly lost: boolean;
  readonly lostSince: number;
}

/** What a member is to be told. */
export interface Notice {
  readonly to: string;
  readonly event: string;
  readonly args: readonly unknown[];
}

/** The members of a room and the plan of their links. */
export class RoomMachine {
  readonly #room: string;
  readonly #members: Map<string, Member>;
  #notices: Notice[] = [];

  constructor(room: string, members: Iterable<readonly [string, Member]> = []) {
    this.#room = room;
    this.#members = new Map(members);
  }

  copy(): RoomMachine {
    return new RoomMachine(this.#room, this.#members);
  }

  get members(): Member[] {
    return [...this.#members.values()];
  }

  member(peer: string): Member | undefined {
    return this.#members.get(peer);
  }

  links(peer: string): readonly unknown[] {
    return [{ room: this.#room, peerIds: [...(this.member(peer)?.links ?? [])] }];
  }

  welcome(peer: string): object {
    const peers = this.members
      .filter((member) => member.peer !== peer)
      .map(({ peer: peerId, webrtc, lost, plain, data }) => ({ peerId, webrtc, lost, plain, data }));
    const { links = [], numClients } = this.member(peer) ?? {};
    return { peerId: peer, room: this.#room, numClients, peers, links: [...links], iceServers: [] };
  }

  /** Takes the next entry; returns what members are told then. */
  apply(item: LogItem): Notice[] {
    this.#notices = [];
    const { entry, node, time, offset } = item;
    const { kind, peer, generation } = entry;
    const member = this.member(peer);
    const at = { room: this.#room, at: offset };
    if (kind === 'join' && !member) this.#enter(item);
    else if (kind === 'leave' && member) this.#leave(item);
    else if (kind === 'event' && member) this.#event(item);
    else if (member) {
      const lost = kind === 'lost';
      this.#members.set(
        peer,
        lost ? { ...member, lost, lostSince: time } : { ...member, lost, generation, node },
      );
      if (lost !== member.lost) {
        this.#tellOthers(peer, 'p2p:lost', { ...at, peerId: peer, lost });
        this.#tellLinks(this.#plan());
      }
    }
    return this.#notices;
  }

  #enter({ entry, offset, node }: LogItem): void {
    const { peer, generation, body } = entry;
    const { webrtc = false, numClients = 0, plain, data } = body;
    this.#members.set(peer, {
      ...{ peer, generation, webrtc, numClients, plain, data, node },
      ...{ joinedAt: offset, links: new Set(), lost: false, lostSince: 0 },
    });
    this.#tellLinks(this.#plan(), peer);
    this.#tellOthers(peer, 'peer-connect', {
      ...{ room: this.#room, at: offset },
      ...{ peerId: peer, webrtc, plain, data },
    });
  }

  #leave({ entry: { peer }, offset }: LogItem): void {
    this.#members.delete(peer);
    for (const member of this.members)
      if (member.links.has(peer)) this.#setLinks(member.peer, (links) => links.delete(peer));
    this.#tellOthers(peer, 'peer-disconnect', { room: this.#room, at: offset, peerId: peer });
    this.#tellLinks(this.#plan());
  }

  #event({ entry: { peer, body }, offset }: LogItem): void {
    const { event = '', header = {}, args = [] } = body;
    const { to, skip = [], toPeerId, ...rest } = header;
    const at = { ...rest, room: this.#room, at: offset };
    if (event === 'p2p:update') {
      const member = this.member(peer);
      if (member) this.#members.set(peer, { ...member, data: header.data });
      this.#tellOthers(peer, 'peer-update', {
        room: this.#room,
        at: offset,
        peerId: peer,
        data: header.data,
      });
    } else if (event === 'peer-signal') {
      const receiver = this.member(toPeerId ?? '');
      if (receiver?.links.has(peer))
        this.#tell(receiver, event, { ...at, toPeerId, fromPeerId: peer }, ...args);
    } else if (to === undefined) {
      for (const member of this.members)
        if (member.peer !== peer && !skip.includes(member.peer))
          this.#tell(member, event, { ...at, from: peer }, ...args);
    } else {
      const receiver = this.member(to);
      if (receiver) this.#tell(receiver, event, { ...at, from: peer }, ...args);
    }
  }

  #tell({ peer, plain }: Member, event: string, ...args: unknown[]): void {
    if (!plain) this.#notices.push({ to: peer, event, args });
  }

  #tellOthers(peer: string, event: string, header: object): void {
    for (const member of this.members) if (member.peer !== peer) this.#tell(member, event, header);
  }

  #tellLinks(changed: ReadonlySet<string>, newcomer?: string): void {
    for (const peer of changed) {
      const member = this.member(peer);
      if (member && peer !== newcomer) this.#tell(member, 'p2p:links', ...this.links(peer));
    }
  }

  #setLinks(peer: string, change: (links: Set<string>) => void): void {
    const member = this.member(peer);
    if (!member) return;
    const links = new Set(member.links);
    change(links);
    this.#members.set(peer, { ...member, links });
  }

  /** As the server that is alone plans: where there is room for links, or a lost peer gives way. */
  #plan(): Set<string> {
    const changed = new Set<string>();
    const here = this.members.filter(({ webrtc, lost }) => webrtc && !lost).map(({ peer }) => peer);
    const nobody = { links: new Set<string>(), numClients: 0 };
    const get = (peer: string): Pick<Member, 'links' | 'numClients'> => this.member(peer) ?? nobody;
    const isFree = (peer: string): boolean => get(peer).links.size < get(peer).numClients;
    const lostLink = (peer: string): string | undefined =>
      [...get(peer).links].find((id) => this.member(id)?.lost);
    const makeRoom = (peer: string): void => {
      const lost = isFree(peer) ? undefined : lostLink(peer);
      if (lost === undefined) return;
      this.#setLinks(peer, (links) => links.delete(lost));
      this.#setLinks(lost, (links) => links.delete(peer));
      changed.add(lost);
    };
    for (const a of here)
      for (const b of here) {
        if (a === b || get(a).links.has(b) || !(isFree(a) || isFree(b))) continue;
        if (![a, b].every((one) => isFree(one) || lostLink(one) !== undefined)) continue;
        makeRoom(a);
        makeRoom(b);
        this.#setLinks(a, (links) => links.add(b));
        this.#setLinks(b, (links) => links.add(a));
        changed.add(a).add(b);
      }
    return changed;
  }
}
