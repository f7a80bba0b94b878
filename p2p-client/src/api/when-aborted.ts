/**
 * Calls back when a signal is aborted, if there is one.
 *
 * @returns stops that, so that a signal that outlives what it might give up does not keep it
 */
export function whenAborted(signal: AbortSignal | undefined, callback: () => void): () => void {
  signal?.addEventListener('abort', callback);
  return () => signal?.removeEventListener('abort', callback);
}
