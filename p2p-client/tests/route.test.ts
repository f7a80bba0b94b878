import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chooseRoute, type Mode, type Reach, type Route } from '../src/stream/route.js';

const linked: Reach = { id: 'linked', path: 'webrtc', hasLink: true, mayLink: true };
const opening: Reach = { id: 'opening', path: 'relay', hasLink: true, mayLink: true };
const lost: Reach = { id: 'lost', path: 'relay', hasLink: false, mayLink: true };
const none: Reach = { id: 'none', path: 'relay', hasLink: false, mayLink: false };
const all = [linked, opening, lost, none];

const relay: Mode = { usePeerConnection: false, useSockets: true };
const mixed: Mode = { usePeerConnection: true, useSockets: true };
const secret: Mode = { usePeerConnection: false, useSockets: false };

const unplanned: Route = { links: [], relay: undefined, unreachable: [] };

/** The way of an event to one of them. */
function routeTo(to: string, members: readonly Reach[], mode: Mode): Route {
  return chooseRoute(
    members.filter(({ id }) => id === to),
    mode,
    to,
  );
}

describe('chooseRoute', () => {
  test('takes the relay to those whose stream is there', () => {
    const onRelay = [opening, lost, none];
    assert.deepEqual(chooseRoute(onRelay, relay), { ...unplanned, relay: {} });
    assert.deepEqual(routeTo('lost', all, relay), { ...unplanned, relay: { to: 'lost' } });
  });

  test('takes the links of those whose stream is there, and the relay for the others', () => {
    assert.deepEqual(chooseRoute(all, mixed), {
      links: ['linked'],
      relay: { skip: ['linked'] },
      unreachable: [],
    });
    assert.deepEqual(routeTo('linked', all, mixed), { ...unplanned, links: ['linked'] });
    assert.deepEqual(routeTo('opening', all, mixed), { ...unplanned, relay: { to: 'opening' } });
  });

  test('does without the relay where links reach everyone', () => {
    assert.deepEqual(chooseRoute([linked], mixed), { ...unplanned, links: ['linked'] });
  });

  test('asks the server where nobody is known', () => {
    assert.deepEqual(chooseRoute([], mixed), { ...unplanned, relay: {} });
    assert.deepEqual(routeTo('stranger', [], mixed), { ...unplanned, relay: { to: 'stranger' } });
  });

  test('never takes the relay in private mode', () => {
    assert.deepEqual(chooseRoute(all, secret), {
      links: ['linked', 'opening', 'lost'],
      relay: undefined,
      unreachable: ['lost', 'none'],
    });
    assert.deepEqual(routeTo('none', all, secret), { ...unplanned, unreachable: ['none'] });
    assert.deepEqual(routeTo('stranger', all, secret), { ...unplanned, unreachable: ['stranger'] });
    assert.deepEqual(chooseRoute([], secret), unplanned);
  });

  test('takes exactly one way to every addressed member', () => {
    for (const mode of [relay, mixed, secret, { ...secret, usePeerConnection: true }]) {
      for (const { id } of all) {
        const { links, relay: target, unreachable } = chooseRoute(all, mode);
        const skip = target && 'skip' in target ? (target.skip ?? []) : [];
        const hasLink = links.includes(id);
        const ways = [
          hasLink,
          target !== undefined && !skip.includes(id),
          unreachable.includes(id) && !hasLink,
        ];
        assert.equal(ways.filter(Boolean).length, 1, `${id} in ${JSON.stringify(mode)}`);
      }
    }
  });
});
