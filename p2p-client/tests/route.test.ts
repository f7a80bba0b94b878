import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chooseRoute, type Mode, type Reach } from '../src/route.js';

const open: Reach = { id: 'open', link: 'open' };
const opening: Reach = { id: 'opening', link: 'opening' };
const interrupted: Reach = { id: 'interrupted', link: 'interrupted' };
const none: Reach = { id: 'none', link: undefined };
const all = [open, opening, interrupted, none];

const relay: Mode = { usePeerConnection: false, useSockets: true };
const mixed: Mode = { usePeerConnection: true, useSockets: true };
const secret: Mode = { usePeerConnection: false, useSockets: false };

describe('chooseRoute', () => {
  test('takes the relay before the upgrade', () => {
    assert.deepEqual(chooseRoute(all, relay), { links: [], relay: {}, unreachable: [] });
    assert.deepEqual(chooseRoute(all, relay, 'open'), { links: [], relay: { to: 'open' }, unreachable: [] });
  });

  test('takes the open links after it, and the relay for the others', () => {
    assert.deepEqual(chooseRoute(all, mixed), {
      links: ['open'],
      relay: { skip: ['open'] },
      unreachable: [],
    });
    assert.deepEqual(chooseRoute(all, mixed, 'open'), { links: ['open'], relay: undefined, unreachable: [] });
    assert.deepEqual(chooseRoute(all, mixed, 'opening'), {
      links: [],
      relay: { to: 'opening' },
      unreachable: [],
    });
  });

  test('does without the relay where links reach everyone', () => {
    assert.deepEqual(chooseRoute([open], mixed), { links: ['open'], relay: undefined, unreachable: [] });
  });

  test('asks the server where nobody is known', () => {
    assert.deepEqual(chooseRoute([], mixed), { links: [], relay: {}, unreachable: [] });
    assert.deepEqual(chooseRoute([], mixed, 'stranger'), {
      links: [],
      relay: { to: 'stranger' },
      unreachable: [],
    });
  });

  test('never takes the relay in private mode', () => {
    assert.deepEqual(chooseRoute(all, secret), {
      links: ['open', 'opening', 'interrupted'],
      relay: undefined,
      unreachable: ['none'],
    });
    assert.deepEqual(chooseRoute(all, secret, 'stranger'), {
      links: [],
      relay: undefined,
      unreachable: ['stranger'],
    });
    assert.deepEqual(chooseRoute([], secret), { links: [], relay: undefined, unreachable: [] });
  });

  test('names every addressed member exactly once', () => {
    for (const mode of [relay, mixed, secret, { ...secret, usePeerConnection: true }]) {
      for (const { id } of all) {
        const { links, relay: target, unreachable } = chooseRoute(all, mode);
        const skip = target && 'skip' in target ? (target.skip ?? []) : [];
        const ways = [
          links.includes(id),
          target !== undefined && !skip.includes(id),
          unreachable.includes(id),
        ];
        assert.equal(ways.filter(Boolean).length, 1, `${id} in ${JSON.stringify(mode)}`);
      }
    }
  });
});
