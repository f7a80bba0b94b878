import type { ServerEvent } from '../codec/wire.js';

/** Takes what has come before a welcome, once: each server that this client has come to meanwhile has sent it all. */
export function takeEarly(events: readonly ServerEvent[], take: (event: ServerEvent) => void): void {
  let reached = 0;
  for (const event of events) {
    const { at = NaN } = event.header;
    if (at <= reached) continue;
    reached = at || reached;
    take(event);
  }
}
