import type { Socket } from 'socket.io-client';
import { fromBase64, toBase64 } from '../codec/base64.js';
import { decodeEvent, encodeEvent } from '../codec/codec.js';
import type { Entry, Header } from '../session/replay-buffer.js';
import type { StoredSession } from './stored.js';

/* Between two pages a session is in the tab's own storage. A tab that is duplicated has a copy of that: whoever takes a
 * session says so where all tabs of the origin see it. */

const KEY = 'socket.io-p2p';
const NO_LIMITS = { maxBinaries: Infinity, maxDepth: Infinity };

/** A session as it is stored. */
interface Item extends Omit<StoredSession, 'entries'> {
  /** What it connects to. */
  readonly url: string;
  /** What tells it from others, and is no secret. */
  readonly id: string;
  /** Until when the server keeps it. */
  readonly until: number;
  readonly entries: readonly [event: string, header: Header, args: string][];
}

export type Persistence = ReturnType<typeof createPersistence>;

/** Keeps the sessions of a socket from one page to the next. */
export function createPersistence(socket: Socket) {
  // Neither is declared
  const { io, nsp } = socket as unknown as { readonly io: { readonly uri: string }; readonly nsp: string };
  const url = `${io.uri} ${nsp}`;

  function items(): Item[] {
    const all = JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as Item[];
    return all.filter(({ until }) => until > Date.now());
  }

  return {
    /** Takes the session that the page before this one has stored, if it is in one of these rooms. */
    take(rooms: readonly string[]): StoredSession | undefined {
      try {
        const all = items();
        const item = all.find((one) => one.url === url && rooms.some((room) => room in one.rooms));
        sessionStorage.setItem(KEY, JSON.stringify(all.filter((one) => one !== item)));
        return item && claim(item) ? { ...item, entries: item.entries.map(entryOf) } : undefined;
      } catch {
        // There is no storage, or not ours in it
        return undefined;
      }
    },

    /** Stores a session. Tells whether there was room for it. */
    store(session: StoredSession): boolean {
      try {
        const { entries, windowMs } = session;
        const item: Item = {
          ...session,
          url,
          id: String(Math.random()),
          until: Date.now() + windowMs,
          entries: entries.map(({ event, header, args }) => {
            const { bytes } = encodeEvent('', [args()], 0, NO_LIMITS);
            return [event, header, toBase64(bytes)];
          }),
        };
        sessionStorage.setItem(KEY, JSON.stringify([...items(), item]));
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** Says that this tab goes on with a session. Tells whether no other has said so. */
function claim({ id, until }: Item): boolean {
  for (const key of Object.keys(localStorage))
    if (key.startsWith(KEY) && Number(localStorage[key]) < Date.now()) localStorage.removeItem(key);
  const key = `${KEY} ${id}`;
  if (key in localStorage) return false;
  localStorage.setItem(key, String(until));
  return true;
}

function entryOf([event, header, text]: Item['entries'][number]): Entry {
  const { args } = decodeEvent([fromBase64(text)]);
  // What it was is not known any more, but that it was one
  const message = event === 'p2p:msg' ? encodeEvent(null, []) : undefined;
  return { event, header, args: () => args[0] as unknown[], message };
}
