import type { Socket } from 'socket.io-client';
import { fromBase64, toBase64 } from '../codec/base64.js';
import { decodeEvent, encodeEvent } from '../codec/codec.js';
import type { Entry, Header } from '../session/replay-buffer.js';
import type { StoredSession } from './stored.js';

/* Between two pages a session is in the tab's own storage. A tab that is duplicated has a copy of that: a lock, of which
 * all tabs of the origin know, belongs to the one that goes on with the session. (localStorage could not decide
 * it: in Chromium 156 and Firefox 153 a script that runs sees that as it was.) */

const KEY = 'socket.io-p2p';
const NO_LIMITS = { maxBinaries: Infinity, maxDepth: Infinity };

/** A session as it is stored. */
interface Item extends Omit<StoredSession, 'entries'> {
  /** What it connects to. */
  readonly url: string;
  /** The name of its lock, which is no secret. */
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
  let id = String(Math.random());

  function items(): Item[] {
    const all = JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as Item[];
    return all.filter(({ until }) => until > Date.now());
  }

  return {
    /** Takes the session that the page before this one has stored, if it is in one of these rooms. */
    async take(rooms: readonly string[]): Promise<StoredSession | undefined> {
      try {
        const all = items();
        const item = all.find((one) => one.url === url && rooms.some((room) => room in one.rooms));
        sessionStorage.setItem(KEY, JSON.stringify(all.filter((one) => one !== item)));
        if (!item || !(await isLocked(item.id))) return undefined;
        ({ id } = item);
        return { ...item, entries: item.entries.map(entryOf) };
      } catch {
        // There is no storage, no lock, or something else in it
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
          id,
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

/** Takes a lock for as long as this page lives. Tells whether no other page has it. */
function isLocked(name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(`${KEY} ${name}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock && new Promise(() => undefined);
      })
      .catch(reject);
  });
}

function entryOf([event, header, text]: Item['entries'][number]): Entry {
  const { args } = decodeEvent([fromBase64(text)]);
  // What it was is not known any more, but that it was one
  const message = event === 'p2p:msg' ? encodeEvent(null, []) : undefined;
  return { event, header, args: () => args[0] as unknown[], message };
}
