import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { P2PError } from '../src/api/errors.js';
import { createPendingAcks, type PendingAcks } from '../src/api/pending-acks.js';
import { ManualClock } from './manual-clock.js';

function stage(): { clock: ManualClock; questions: PendingAcks } {
  const clock = new ManualClock();
  return { clock, questions: createPendingAcks(clock) };
}

/** What a question was rejected with. */
async function rejection(answer: Promise<unknown>): Promise<P2PError> {
  const error: unknown = await answer.then(
    () => assert.fail('it was answered'),
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof P2PError);
  return error;
}

describe('PendingAcks', () => {
  test('give the answer of one peer as it is', async () => {
    const { questions } = stage();
    const { ack, answer } = questions.open('ask', false, undefined);
    questions.asked(ack, ['a']);
    questions.answered(ack, 'a', { yes: true });
    assert.deepEqual(await answer, { yes: true });
  });

  test('give the answers of a room by peer', async () => {
    const { questions } = stage();
    const { ack, answer } = questions.open('ask', true, undefined);
    questions.asked(ack, ['a', 'b']);
    questions.answered(ack, 'b', 2);
    questions.answered(ack, 'a', undefined);
    assert.deepEqual(
      await answer,
      new Map([
        ['b', 2],
        ['a', undefined],
      ]),
    );
  });

  test('of an empty room are answered at once', async () => {
    const { questions } = stage();
    const { ack, answer } = questions.open('ask', true, 1000);
    questions.asked(ack, []);
    assert.deepEqual(await answer, new Map());
  });

  test('have numbers of their own, from 1 on', () => {
    const { questions } = stage();
    const acks = [1, 2, 3].map(() => questions.open('ask', true, undefined).ack);
    assert.deepEqual(acks, [1, 2, 3]);
  });

  test('count each answer once, and none of somebody who was not asked', async () => {
    const { questions } = stage();
    const { ack, answer } = questions.open('ask', true, undefined);
    questions.answered(ack, 'a', 'before it was asked');
    questions.asked(ack, ['a', 'b']);
    questions.answered(ack, 'a', 1);
    questions.answered(ack, 'a', 'again');
    questions.answered(ack, 'stranger', 'me too');
    questions.answered(99, 'b', 'to what?');
    questions.answered(ack, 'b', 2);
    questions.answered(ack, 'b', 'late');
    assert.deepEqual(
      [...((await answer) as Map<string, unknown>)],
      [
        ['a', 1],
        ['b', 2],
      ],
    );
  });

  test('that take too long tell the answers that came and who is missing', async () => {
    const { clock, questions } = stage();
    const { ack, answer } = questions.open('ask', true, 1000);
    questions.asked(ack, ['a', 'b', 'c']);
    questions.answered(ack, 'b', 2);
    clock.tick(1000);
    const { code, event, answers, peerIds } = await rejection(answer);
    assert.deepEqual([code, event, answers, peerIds], ['timeout', 'ask', new Map([['b', 2]]), ['a', 'c']]);
  });

  test('take too long as well when they were never asked', async () => {
    const { clock, questions } = stage();
    const { ack, answer } = questions.open('ask', false, 1000);
    clock.tick(1000);
    const { code, peerIds } = await rejection(answer);
    assert.deepEqual([code, peerIds], ['timeout', []]);
    questions.asked(ack, ['a']);
  });

  test('leave no timer behind', async () => {
    const { clock, questions } = stage();
    const { ack, answer } = questions.open('ask', false, 1000);
    questions.asked(ack, ['a']);
    questions.answered(ack, 'a', 1);
    assert.equal(await answer, 1);
    assert.equal(clock.pending, 0);
  });

  test('of one peer are rejected when it has gone', async () => {
    const { questions } = stage();
    const { ack, answer } = questions.open('ask', false, undefined);
    questions.asked(ack, ['a']);
    assert.ok(!questions.gone('b', 'not-answered'));
    assert.ok(questions.gone('a', 'not-answered'));
    const { code, event, peerId } = await rejection(answer);
    assert.deepEqual([code, event, peerId], ['not-answered', 'ask', 'a']);
  });

  test('of a room do without the peer that has gone', async () => {
    const { questions } = stage();
    const { ack, answer } = questions.open('ask', true, undefined);
    questions.asked(ack, ['a', 'b']);
    questions.answered(ack, 'a', 1);
    assert.ok(!questions.gone('b', 'not-answered'));
    assert.deepEqual(await answer, new Map([['a', 1]]));
  });

  test('are lost to a peer one by one, or all together', async () => {
    const { questions } = stage();
    const [first, second, third] = [1, 2, 3].map(() => questions.open('ask', false, undefined));
    assert.ok(first && second && third);
    for (const { ack } of [first, second, third]) questions.asked(ack, ['a']);
    questions.gone('a', 'missed', second.ack);
    assert.equal((await rejection(second.answer)).code, 'missed');
    questions.answered(first.ack, 'a', 'here');
    assert.equal(await first.answer, 'here');
    questions.gone('a', 'not-answered');
    assert.equal((await rejection(third.answer)).code, 'not-answered');
  });

  test('fail once', async () => {
    const { questions } = stage();
    const { ack, answer } = questions.open('ask', false, undefined);
    assert.ok(questions.fail(ack, new P2PError('too-large', 'too large')));
    assert.ok(!questions.fail(ack, new P2PError('too-large', 'too large')));
    assert.equal((await rejection(answer)).code, 'too-large');
  });

  test('fail all together, those that were not asked yet only if that is wanted', async () => {
    const { clock, questions } = stage();
    const asked = questions.open('asked', false, 1000);
    const unasked = questions.open('unasked', true, 1000);
    questions.asked(asked.ack, ['a']);
    questions.failAll('not-answered', 'left', false);
    assert.equal((await rejection(asked.answer)).event, 'asked');
    assert.equal(clock.pending, 1);
    questions.failAll('not-answered', 'left', true);
    const { code, event } = await rejection(unasked.answer);
    assert.deepEqual([code, event, clock.pending], ['not-answered', 'unasked', 0]);
  });
});
