import type { Clock } from './clock.js';
import { P2PError } from './errors.js';
import { createTimer, type Timer } from './timer.js';
import { whenAborted } from './when-aborted.js';

interface PendingAck {
  readonly event: string;
  // One peer's answer is wanted as it is, those of a room by peer
  readonly ofRoom: boolean;
  readonly answers: Map<string, unknown>;
  /** Who has not answered yet; `undefined` before anybody was asked. */
  missing: Set<string> | undefined;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: Timer;
  /** Ends the watch over the signal that may give it up. */
  readonly forget: () => void;
}

export type PendingAcks = ReturnType<typeof createPendingAcks>;

/** The events that wait for an answer. */
export function createPendingAcks(clock: Clock) {
  const pending = new Map<number, PendingAck>();
  // Answers to what an earlier stay in the room has asked, or another room, are not for this one
  let last = clock.now();

  function close(ack: number): PendingAck | undefined {
    const question = pending.get(ack);
    pending.delete(ack);
    question?.timer.stop();
    question?.forget();
    return question;
  }

  /** Ends a question without an answer; `false` if it is not open. */
  function fail(ack: number, error: unknown): boolean {
    const question = close(ack);
    question?.reject(error);
    return question !== undefined;
  }

  function settle(ack: number, { missing, ofRoom, answers, resolve }: PendingAck): void {
    if (missing?.size !== 0) return;
    close(ack);
    resolve(ofRoom ? answers : [...answers.values()][0]);
  }

  return {
    fail,

    /** The number of the last question. */
    get last(): number {
      return last;
    },

    set last(number) {
      last = number;
    },

    /** Opens a question; `ack` is its number. */
    open(
      event: string,
      ofRoom: boolean,
      timeoutMs?: number,
      signal?: AbortSignal,
    ): { ack: number; answer: Promise<unknown> } {
      last = (last + 1) >>> 0 || 1;
      const ack = last;
      const answer = new Promise((resolve, reject) => {
        const timer = createTimer(clock);
        const answers = new Map<string, unknown>();
        const forget = whenAborted(signal, () => fail(ack, signal?.reason));
        const question: PendingAck = {
          event,
          ofRoom,
          answers,
          missing: undefined,
          resolve,
          reject,
          timer,
          forget,
        };
        pending.set(ack, question);
        if (timeoutMs === undefined) return;
        timer.start(timeoutMs, () => {
          const peerIds = [...(question.missing ?? [])];
          fail(ack, new P2PError('timeout', 'some peers did not answer', { event, answers, peerIds }));
        });
      });
      return { ack, answer };
    },

    /** These peers are asked; for a room nobody else's answer counts. */
    asked(ack: number, peerIds: readonly string[]): void {
      const question = pending.get(ack);
      if (!question) return;
      question.missing = new Set(peerIds);
      settle(ack, question);
    },

    /** A peer has answered. */
    answered(ack: number, peerId: string, answer: unknown): void {
      const question = pending.get(ack);
      if (!question?.missing?.delete(peerId)) return;
      question.answers.set(peerId, answer);
      settle(ack, question);
    },

    /** A peer cannot answer any more: one question, or all that it was asked. Tells whether that ended one. */
    gone(peerId: string, code: string, ack?: number): boolean {
      let rejected = false;
      for (const [number, question] of pending) {
        if ((ack ?? number) !== number || !question.missing?.delete(peerId)) continue;
        if (question.ofRoom) settle(number, question);
        else {
          const { event } = question;
          rejected = fail(number, new P2PError(code, 'a peer did not answer', { peerId, event }));
        }
      }
      return rejected;
    },

    /** Ends all that were asked, or every question. */
    failAll(code: string, message: string, alsoUnasked: boolean): void {
      for (const [ack, { event, missing }] of [...pending]) {
        if (missing || alsoUnasked) fail(ack, new P2PError(code, message, { event }));
      }
    },
  };
}
