import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Signal } from '../src/codec/wire.js';
import { createNegotiation, type Negotiation } from '../src/link/negotiation.js';
import { ManualClock } from './manual-clock.js';

/** A connection that accepts everything, one step at a time as the real one does. */
class FakePeerConnection extends EventTarget {
  signalingState = 'stable';
  localDescription: { type: string; sdp: string } | null = null;
  readonly calls: string[] = [];
  refusesCandidates = false;

  async setLocalDescription(): Promise<void> {
    await Promise.resolve();
    const isAnswer = this.signalingState === 'have-remote-offer';
    this.localDescription = { type: isAnswer ? 'answer' : 'offer', sdp: 'local' };
    this.signalingState = isAnswer ? 'stable' : 'have-local-offer';
    this.calls.push(`local ${this.localDescription.type}`);
  }

  async setRemoteDescription({ type }: { type: string }): Promise<void> {
    await Promise.resolve();
    this.signalingState = type === 'offer' ? 'have-remote-offer' : 'stable';
    this.calls.push(`remote ${type}`);
  }

  async addIceCandidate({ candidate }: { candidate: string }): Promise<void> {
    await Promise.resolve();
    if (this.refusesCandidates) throw new Error('refused');
    this.calls.push(candidate);
  }
}

interface Stage {
  readonly pc: FakePeerConnection;
  readonly clock: ManualClock;
  readonly negotiation: Negotiation;
  readonly sent: Signal[];
  readonly failures: unknown[];
}

/** Time that passes at once. */
class HastyClock extends ManualClock {
  override setTimeout(callback: () => void, delayMs: number): unknown {
    setImmediate(() => this.tick(delayMs));
    return super.setTimeout(callback, delayMs);
  }
}

function stage(polite: boolean, clock: ManualClock = new HastyClock()): Stage {
  const pc = new FakePeerConnection();
  const sent: Signal[] = [];
  const failures: unknown[] = [];
  const negotiation = createNegotiation(pc as unknown as RTCPeerConnection, clock, polite, !polite, {
    signal: (signal) => sent.push(signal),
    answering: () => pc.calls.push('answering'),
    failed: (cause) => failures.push(cause),
  });
  return { pc, clock, sent, failures, negotiation };
}

/** Has the browser find a candidate, or with `null` the last one. */
function find(pc: FakePeerConnection, candidate: string | null): void {
  const found = candidate === null ? null : { candidate, toJSON: () => ({ candidate }) };
  if (candidate !== null && pc.localDescription) pc.localDescription.sdp += ` ${candidate}`;
  pc.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: found }));
}

const turn = (): Promise<void> => new Promise(setImmediate);

const OFFER: Signal = { description: { type: 'offer', sdp: 'remote' } };
const CANDIDATE = { candidate: { candidate: 'candidate' } };

describe('Negotiation', () => {
  test('holds candidates until there is a description for them', async () => {
    const { pc, negotiation } = stage(true);
    await negotiation.accept(CANDIDATE);
    assert.deepEqual(pc.calls, []);
    await negotiation.accept(OFFER);
    assert.deepEqual(pc.calls, ['remote offer', 'answering', 'local answer', 'candidate']);
  });

  test('leaves the first offer to the end that starts', async () => {
    for (const polite of [true, false]) {
      const { pc, sent } = stage(polite);
      pc.dispatchEvent(new Event('negotiationneeded'));
      await turn();
      await turn();
      assert.equal(sent.length, polite ? 0 : 1);
    }
  });

  test('insists on its offer where it is impolite, and drops the candidates of the other', async () => {
    const { pc, negotiation } = stage(false);
    pc.dispatchEvent(new Event('negotiationneeded'));
    await negotiation.accept(OFFER);
    await negotiation.accept({ description: { type: 'answer', sdp: 'remote' } });
    assert.deepEqual(pc.calls, ['local offer', 'remote answer']);
    pc.dispatchEvent(new Event('negotiationneeded'));
    await negotiation.accept(OFFER);
    pc.refusesCandidates = true;
    await negotiation.accept(CANDIDATE);
  });

  test('gives way where it is polite', async () => {
    const { pc, negotiation } = stage(true);
    await negotiation.accept(OFFER);
    pc.dispatchEvent(new Event('negotiationneeded'));
    await negotiation.accept(OFFER);
    assert.ok(pc.calls.slice(2).includes('remote offer'));
  });

  test('has the candidates that are found at once go with the description, and the others by themselves', async () => {
    const { pc, clock, sent } = stage(false, new ManualClock());
    pc.dispatchEvent(new Event('negotiationneeded'));
    await turn();
    clock.tick(20);
    find(pc, 'a');
    find(pc, 'b');
    await turn();
    assert.deepEqual(sent, []);
    clock.tick(1);
    await turn();
    find(pc, 'c');
    find(pc, null);
    assert.deepEqual(sent, [
      { description: { type: 'offer', sdp: 'local a b' } },
      { candidate: { candidate: 'c' } },
    ]);
  });

  test('does not wait long where there is no candidate', async () => {
    const { pc, clock, sent } = stage(false, new ManualClock());
    pc.dispatchEvent(new Event('negotiationneeded'));
    await turn();
    clock.tick(99);
    await turn();
    assert.deepEqual(sent, []);
    clock.tick(1);
    await turn();
    assert.deepEqual(sent, [{ description: { type: 'offer', sdp: 'local' } }]);
  });

  test('does not wait in a page that is hidden', async () => {
    const { pc, sent } = stage(false, new ManualClock());
    Object.assign(globalThis, { document: { hidden: true } });
    try {
      pc.dispatchEvent(new Event('negotiationneeded'));
      await turn();
      find(pc, 'a');
      assert.deepEqual(sent, [
        { description: { type: 'offer', sdp: 'local' } },
        { candidate: { candidate: 'a' } },
      ]);
    } finally {
      Object.assign(globalThis, { document: undefined });
    }
  });

  test('sends an answer that waits for candidates before an offer of its own', async () => {
    const { pc, clock, negotiation, sent } = stage(true, new ManualClock());
    const accepted = negotiation.accept(OFFER);
    await turn();
    pc.dispatchEvent(new Event('negotiationneeded'));
    await turn();
    clock.tick(1000);
    await accepted;
    await turn();
    const types = sent.map((signal) => 'description' in signal && signal.description.type);
    assert.deepEqual(types, ['answer', 'offer']);
  });

  test('does not send an offer that waits for candidates after it gave way', async () => {
    const { pc, clock, negotiation, sent } = stage(true, new ManualClock());
    const first = negotiation.accept(OFFER);
    await turn();
    clock.tick(1000);
    await first;
    pc.dispatchEvent(new Event('negotiationneeded'));
    await turn();
    const accepted = negotiation.accept(OFFER);
    clock.tick(1000);
    await turn();
    clock.tick(1000);
    await accepted;
    const types = sent.map((signal) => 'description' in signal && signal.description.type);
    assert.deepEqual(types, ['answer', 'answer']);
  });

  test('does not send a description of a connection that is closed', async () => {
    const { pc, clock, sent } = stage(false, new ManualClock());
    pc.dispatchEvent(new Event('negotiationneeded'));
    await turn();
    pc.signalingState = 'closed';
    clock.tick(1000);
    await turn();
    assert.deepEqual(sent, []);
  });

  test('makes the first offer though WebRTC does not ask for it, and only one though it does', async () => {
    const { pc, clock, negotiation, sent } = stage(false, new ManualClock());
    negotiation.start();
    await Promise.resolve();
    pc.dispatchEvent(new Event('negotiationneeded'));
    await turn();
    pc.dispatchEvent(new Event('negotiationneeded'));
    await turn();
    clock.tick(1000);
    await turn();
    assert.deepEqual([pc.calls, sent.length], [['local offer'], 1]);
  });

  test('says itself what it describes where WebRTC does not', async () => {
    const { pc, negotiation, sent, failures } = stage(true);
    const set = pc.setLocalDescription.bind(pc);
    const calls: unknown[] = [];
    Object.assign(pc, {
      createOffer: () => Promise.resolve({ type: 'offer', sdp: 'made' }),
      createAnswer: () => Promise.resolve({ type: 'answer', sdp: 'made' }),
      setLocalDescription: (description?: { type: string }) => {
        if (!description) throw new TypeError('one argument is wanted');
        calls.push(description.type);
        return set();
      },
    });
    await negotiation.accept(OFFER);
    pc.dispatchEvent(new Event('negotiationneeded'));
    for (let round = 0; sent.length < 2 && round < 100; round++) await turn();
    assert.deepEqual([calls, sent.length, failures], [['answer', 'offer'], 2, []]);
  });

  test('tells that it cannot describe itself, unless it is closed or an offer came first', async () => {
    for (const reason of ['refused', 'closed', 'an offer came']) {
      const { pc, negotiation, failures } = stage(reason !== 'refused', new ManualClock());
      let fail = (): void => undefined;
      const accepted = reason === 'an offer came' ? negotiation.accept(OFFER) : undefined;
      await turn();
      Object.assign(pc, {
        setLocalDescription: () =>
          new Promise((_resolve, reject) => {
            fail = () => reject(new Error('no'));
          }),
      });
      if (reason === 'refused') negotiation.start();
      else if (reason === 'closed') void negotiation.accept(OFFER);
      else pc.dispatchEvent(new Event('negotiationneeded'));
      await turn();
      if (reason === 'closed') pc.signalingState = 'closed';
      if (accepted) void negotiation.accept(OFFER);
      fail();
      await turn();
      assert.equal(failures.length, reason === 'refused' ? 1 : 0, reason);
    }
  });

  test('knows what a message may have by the last description of the other end', async () => {
    const { negotiation } = stage(true);
    const sizes = [negotiation.maxMessageSize];
    for (const line of [
      'a=max-message-size:16384',
      'a=max-message-size:0',
      'a=max-message-size:100',
      'a=mid:0',
    ]) {
      await negotiation.accept({ description: { type: 'offer', sdp: `v=0\r\n${line}\r\n` } });
      sizes.push(negotiation.maxMessageSize);
    }
    assert.deepEqual(sizes, [undefined, '16384', '0', '100', undefined]);
  });

  test('rejects what is no signal, and what WebRTC refuses', async () => {
    const { pc, negotiation } = stage(true);
    await assert.rejects(negotiation.accept({}), TypeError);
    await negotiation.accept(OFFER);
    pc.refusesCandidates = true;
    await assert.rejects(negotiation.accept(CANDIDATE), /refused/);
  });
});
