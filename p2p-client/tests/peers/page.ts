import { io } from 'socket.io-client';
import { P2P, type P2PError } from 'socket.io-p2p-client';
import { Participant, type Questions } from './participant.js';

/* A page in the room of peers.test.ts, named in its address; one of them leads. What the test finds is `leader`. */

const socket = io({ query: { id: location.hash.slice(1) }, transports: ['websocket'] });
const p2p = new P2P(socket);
const participant = new Participant(p2p, (room) => new P2P(socket, { room }));

// With the stack that is in JavaScript, on a busy machine
const SPEECH_MS = 60_000;

/** What this page has not come to in time is not waited for. */
function inTime<T>(promise: Promise<T>, what: string, timeoutMs: number): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    AbortSignal.timeout(timeoutMs).addEventListener('abort', () =>
      reject(new Error(`'${what}': timeout here`)),
    );
  });
  return Promise.race([promise, late]);
}

const leader = {
  id: location.hash.slice(1),
  /** Asks everybody, and this page too. */
  async ask<Question extends keyof Questions>(
    question: Question,
    argument: Parameters<Questions[Question]>[0],
    timeoutMs: number,
  ): Promise<Record<string, Awaited<ReturnType<Questions[Question]>>>> {
    const answer = participant[question](argument as never) as ReturnType<Questions[Question]>;
    const own = inTime<Awaited<typeof answer>>(
      answer as Promise<Awaited<typeof answer>>,
      question,
      timeoutMs,
    );
    const asked = p2p.timeout(timeoutMs).emitWithAck('ask', question, argument);
    const others = await asked.catch((error: unknown) => {
      const { code, peerIds = [] } = error as P2PError;
      throw new Error(`'${question}': ${code} ${peerIds.join()}`);
    });
    return Object.fromEntries([...others, [leader.id, await own]]);
  },
  /** Waits until so many others are there. */
  async joined(others: number): Promise<void> {
    while (p2p.peers.length < others) await new Promise((resolve) => p2p.once('peer-connect', resolve));
  },
  /** Has one after the other speak. */
  async hear(largeBytes: number): Promise<void> {
    await inTime(participant.speak(largeBytes), 'speak', SPEECH_MS);
    for (const { id } of p2p.peers)
      await p2p.to(id).timeout(SPEECH_MS).emitWithAck('ask', 'speak', largeBytes);
  },
};

export type Leader = typeof leader;

Object.assign(globalThis, { leader });
