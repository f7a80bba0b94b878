import type { LibraryEvents } from '../src/api/events.js';
import type { EventSink } from '../src/api/event-sink.js';
import type { P2PError } from '../src/api/errors.js';
import type { Progress, Sender } from '../src/api/types.js';

/** Records what the application would hear. */
export class RecordingSink implements EventSink {
  readonly received: { event: string; args: unknown[]; sender: Sender }[] = [];
  readonly errors: P2PError[] = [];
  readonly progress: Progress[] = [];

  emit<K extends keyof LibraryEvents>(event: K, ...args: Parameters<LibraryEvents[K]>): void {
    if (event === 'peer-error') this.errors.push(args[0] as P2PError);
    if (event === 'progress') this.progress.push(args[0] as Progress);
  }

  hears(): boolean {
    return false;
  }

  receive(event: string, args: unknown[], sender: Sender): void {
    this.received.push({ event, args, sender });
  }

  get codes(): string[] {
    return this.errors.map(({ code }) => code);
  }
}
