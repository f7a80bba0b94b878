import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Negotiation, type Signal } from '../src/negotiation.js';

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

function stage(polite: boolean): { pc: FakePeerConnection; negotiation: Negotiation; sent: Signal[] } {
  const pc = new FakePeerConnection();
  const sent: Signal[] = [];
  const send = (signal: Signal): number => sent.push(signal);
  return {
    pc,
    sent,
    negotiation: new Negotiation(pc as unknown as RTCPeerConnection, polite, !polite, send),
  };
}

const OFFER = { description: { type: 'offer', sdp: 'remote' } };
const CANDIDATE = { candidate: { candidate: 'candidate' } };

describe('Negotiation', () => {
  test('holds candidates until there is a description for them', async () => {
    const { pc, negotiation } = stage(true);
    await negotiation.accept(CANDIDATE);
    assert.deepEqual(pc.calls, []);
    await negotiation.accept(OFFER);
    assert.deepEqual(pc.calls, ['remote offer', 'local answer', 'candidate']);
  });

  test('leaves the first offer to the end that starts', async () => {
    for (const polite of [true, false]) {
      const { pc, sent } = stage(polite);
      pc.dispatchEvent(new Event('negotiationneeded'));
      await new Promise(setImmediate);
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

  test('rejects what is no signal, and what WebRTC refuses', async () => {
    const { pc, negotiation } = stage(true);
    await assert.rejects(negotiation.accept({}), TypeError);
    await negotiation.accept(OFFER);
    pc.refusesCandidates = true;
    await assert.rejects(negotiation.accept(CANDIDATE), /refused/);
  });
});
