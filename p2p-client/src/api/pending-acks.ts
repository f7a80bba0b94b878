import type { Clock } from './clock.js';
import { P2PError } from './errors.js';
import { Timer } from './timer.js';

interface PendingAck {
  readonly event: string;
  // One peer's answer is wanted as it is, those of a room by peer
  readonly ofRoom: boolean;
  readonly answers: Map<string, unknown>;
  /** Who has not answered yet; `undefined` before anybody was asked. */
  missing: Set<string> | undefined;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: P2PError) => void;
  readonly timer: Timer;
}

/** The events that wait for an answer. */
export class PendingAcks {
  readonly #clock: Clock;
  readonly #open = new Map<number, PendingAck>();
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Opens a question; `ack` is its number. */
  open(
    event: string,
    ofRoom: boolean,
    timeoutMs: number | undefined,
  ): { ack: number; answer: Promise<unknown> } {
    this.#last = (this.#last + 1) >>> 0 || 1;
    const ack = this.#last;
    const answer = new Promise((resolve, reject) => {
      const timer = new Timer(this.#clock);
      if (timeoutMs !== undefined) timer.start(timeoutMs, () => this.#expire(ack));
      const answers = new Map<string, unknown>();
      this.#open.set(ack, { event, ofRoom, answers, missing: undefined, resolve, reject, timer });
    });
    return { ack, answer };
  }

  /** These peers are asked; for a room nobody else's answer counts. */
  asked(ack: number, peerIds: readonly string[]): void {
    const question = this.#open.get(ack);
    if (!question) return;
    question.missing = new Set(peerIds);
    this.#settle(ack, question);
  }

  /** A peer has answered. */
  answered(ack: number, peerId: string, answer: unknown): void {
    const question = this.#open.get(ack);
    if (!question?.missing?.delete(peerId)) return;
    question.answers.set(peerId, answer);
    this.#settle(ack, question);
  }

  /** A peer cannot answer any more: one question, or all that it was asked. Tells whether that ended one. */
  gone(peerId: string, code: string, ack?: number): boolean {
    let rejected = false;
    for (const [number, question] of this.#open) {
      if ((ack !== undefined && ack !== number) || !question.missing?.delete(peerId)) continue;
      if (question.ofRoom) this.#settle(number, question);
      else {
        const error = new P2PError(code, 'a peer did not answer', { peerId, event: question.event });
        rejected = this.fail(number, error);
      }
    }
    return rejected;
  }

  /** Ends a question without an answer; `false` if it is not open. */
  fail(ack: number, error: P2PError): boolean {
    const question = this.#close(ack);
    question?.reject(error);
    return question !== undefined;
  }

  /** Ends all that were asked, or every question. */
  failAll(code: string, message: string, alsoUnasked: boolean): void {
    for (const [ack, { event, missing }] of [...this.#open]) {
      if (missing || alsoUnasked) this.fail(ack, new P2PError(code, message, { event }));
    }
  }

  #settle(ack: number, { missing, ofRoom, answers, resolve }: PendingAck): void {
    if (missing?.size !== 0) return;
    this.#close(ack);
    resolve(ofRoom ? answers : answers.values().next().value);
  }

  #expire(ack: number): void {
    const question = this.#open.get(ack);
    if (!question) return;
    const { event, answers, missing } = question;
    this.fail(
      ack,
      new P2PError('timeout', 'not everybody answered', { event, answers, peerIds: [...(missing ?? [])] }),
    );
  }

  #close(ack: number): PendingAck | undefined {
    const question = this.#open.get(ack);
    this.#open.delete(ack);
    question?.timer.stop();
    return question;
  }
}
