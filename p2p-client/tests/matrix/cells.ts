import { binaries } from './binaries.js';
import { joins } from './joins.js';
import { early, many, play, refused, type Cell, type Connect } from './scenario.js';

const MODES: Readonly<Record<string, typeof play>> = { play, early, many, binaries, joins, refused };

/** The packages of the clients. */
export const PACKAGES: Readonly<Record<string, string>> = {
  '4.8.4': 'socket.io-client',
  '3.1.3': 'socket.io-client-3',
  '2.5.0': 'socket.io-client-2',
};

/** Plays a cell; the outcome is one line. */
export async function outcome(connect: Connect, url: string, mode: string, cell: Cell): Promise<string> {
  const name = `${cell.client} ${cell.transport}`;
  try {
    await MODES[mode]?.(connect, url, cell);
    return JSON.stringify({ cell: name });
  } catch (error) {
    return JSON.stringify({ cell: name, error: String(error) });
  }
}
