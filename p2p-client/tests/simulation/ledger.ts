/* Who sent what, who heard what, and whether that is what was promised. */

/** An event as its sender sent it. */
export interface Sent {
  readonly name: string;
  readonly from: string;
  readonly to: string | undefined;
  /** Who was in the room, as far as the sender knew, and is addressed. */
  readonly addressed: readonly string[];
  /** Its place in the order is that of its last part. */
  readonly large: boolean;
  /** What the listener must get. */
  readonly content: string;
}

export class Ledger {
  readonly #sent: Sent[] = [];
  // By the ids of the receiver and the sender
  readonly #heard = new Map<string, { name: string; content: string; stay: number }[]>();
  // By the id of the sender: the events of which it was told that they did not reach somebody
  readonly #reported = new Map<string, Set<string>>();
  /** The ids that a client ever learned to be its own: a connection may break before the welcome comes. */
  readonly known = new Set<string>();
  /** Those who left, or were away for too long: what was not confirmed may be lost with them. */
  readonly excusedReceivers = new Set<string>();
  readonly excusedSenders = new Set<string>();
  /** Those who left on purpose: their large events are cut off. */
  readonly leavers = new Set<string>();

  /** The ids of receivers and senders of whom a volatile event has come. */
  readonly volatilePairs = new Set<string>();
  readonly #newest = new Map<string, number>();
  readonly #stale: string[] = [];
  #volatile = 0;

  /** A volatile event is sent: returns its place among all of them. */
  sentVolatile(): number {
    return ++this.#volatile;
  }

  heardVolatile(by: string, from: string, name: string, place: number): void {
    this.volatilePairs.add(`${by} ${from}`);
    const key = `${by} ${from} ${name}`;
    const newest = this.#newest.get(key) ?? 0;
    if (place <= newest) this.#stale.push(`${by} heard ${name} ${place} of ${from} after ${newest}`);
    this.#newest.set(key, place);
  }

  get size(): number {
    return this.#sent.length;
  }

  sent(event: Sent): void {
    this.#sent.push(event);
  }

  /**
   * @param stay how often the client had left the room before: a stay need not know what another one has heard
   */
  heard(by: string, from: string, name: string, content: string, stay: number): void {
    const key = `${by} ${from}`;
    const heard = this.#heard.get(key) ?? [];
    this.#heard.set(key, heard);
    heard.push({ name, content, stay });
  }

  reported(to: string, name: string, peerId: string): void {
    const names = this.#reported.get(to) ?? new Set();
    this.#reported.set(to, names);
    names.add(`${name} ${peerId}`);
  }

  /** Whether the sender of an event was told that somebody does not get it. */
  isReported(from: string, name: string, by: string): boolean {
    return this.#reported.get(from)?.has(`${name} ${by}`) ?? false;
  }

  /** What is not as it was promised. */
  problems(): string[] {
    const problems = [...this.#stale];
    const byName = new Map(this.#sent.map((sent, index) => [sent.name, { ...sent, index }]));
    const seenBy = new Set<string>();
    for (const [key, heard] of this.#heard) {
      const [by = '', from = ''] = key.split(' ');
      const seen = new Set<string>();
      const last: number[] = [];
      for (const { name, content, stay } of heard) {
        const sent = byName.get(name);
        // What never left in one session may go out in the next, to the room
        const isLate =
          sent !== undefined && this.excusedSenders.has(sent.from) && clientOf(sent.from) === clientOf(from);
        if (!sent || (sent.from !== from && !isLate) || (sent.to !== undefined && sent.to !== by)) {
          problems.push(`${by} heard ${name} of ${from}, which was not for it`);
          continue;
        }
        if (seen.has(`${stay} ${name}`)) problems.push(`${by} heard ${name} of ${from} twice`);
        // Nor by the id that its sender has now, of what it had sent under the one before
        else if (seenBy.has(`${by} ${stay} ${name}`))
          problems.push(`${by} heard ${name} of ${from} once more`);
        seen.add(`${stay} ${name}`);
        seenBy.add(`${by} ${stay} ${name}`);
        if (sent.content !== content) problems.push(`${by} heard ${name} of ${from} with other content`);
        if (sent.large) continue;
        if (sent.index < (last[stay] ?? -1)) problems.push(`${by} heard ${name} of ${from} out of order`);
        last[stay] = Math.max(last[stay] ?? -1, sent.index);
      }
    }
    for (const { name, from, addressed, large } of this.#sent) {
      if (this.excusedSenders.has(from) || (large && this.leavers.has(from))) continue;
      for (const by of addressed) {
        if (this.excusedReceivers.has(by) || !this.known.has(by)) continue;
        const isHeard = this.#heard.get(`${by} ${from}`)?.some((heard) => heard.name === name) ?? false;
        if (!isHeard && !this.isReported(from, name, by))
          problems.push(`${by} never heard ${name} of ${from}`);
      }
    }
    return problems;
  }
}

/** The name of the client that a peer id belongs to. */
export function clientOf(peerId: string): string {
  return peerId.split('-')[0] ?? '';
}
