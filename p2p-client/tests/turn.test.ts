import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { LinkInfo } from '../src/index.js';
import { Coturn, findTurnServer } from './coturn.js';
import type { Kit } from './page.js';
import { describeInBrowsers } from './suite-page.js';

/* What pages are told of links through a real TURN server. The functions run in the page. */

declare const kit: Kit;

const turnServer = findTurnServer();

/** The types and protocols of both ends. */
function ends({ local, remote }: LinkInfo): string {
  return [local, remote].map(({ type, protocol }) => `${type} ${protocol}`).join(', ');
}

const SUITE = {
  name: 'A link through TURN',
  skip: !turnServer && 'NO TURN SERVER WAS TESTED: no turnserver found; install the package coturn',
};

describeInBrowsers(SUITE, (suite) => {
  let coturn: Coturn | undefined;

  before(async () => {
    coturn = await Coturn.start(turnServer ?? '');
  });

  after(() => coturn?.close());

  /** What a page is given that may use nothing else. */
  function only(transport: 'udp' | 'tcp'): RTCConfiguration {
    assert.ok(coturn);
    return { iceServers: [coturn.iceServer(transport)], iceTransportPolicy: 'relay' };
  }

  for (const transport of ['udp', 'tcp'] as const) {
    test(`tells that it is one, and how the server is reached: by ${transport}`, async () => {
      const other = await suite.stage.page();
      await other.evaluate((peerOpts) => void kit.open({ peerOpts }), only(transport));
      const { heard, info } = await suite.page.evaluate(async (peerOpts) => {
        const heard: [link: LinkInfo, linked: boolean][] = [];
        const a = kit.open({ peerOpts, pingIntervalMs: 1_000 });
        a.p2p.on('link-change', (link, { linked }) => heard.push([link, linked]));
        await kit.until(() => heard.at(-1)?.[0].remote.type === 'relay', 'the link and its way');
        const [peer] = a.p2p.peers;
        a.p2p.emit('large', kit.bytes(100_000));
        await kit.until(() => a.p2p.peers[0]?.roundTripMs !== undefined, 'the first pong');
        return { heard, info: await peer?.link() };
      }, only(transport));
      await other.close();
      assert.ok(info);
      // Both ends have the same server, which speaks UDP with itself
      assert.equal(ends(info), `relay ${transport}, relay udp`);
      for (const [link, linked] of [...heard, [info, true] as const])
        assert.deepEqual([link.route, link.local.protocol, linked], ['turn', transport, true]);
      assert.ok(info.bytesSent > 1_000 && info.bytesReceived > 100, JSON.stringify(info));
      assert.ok((info.roundTripMs ?? 0) > 0 && info.packetsLost === undefined, JSON.stringify(info));
    });
  }

  test('is one at both ends if only one of them has the server, until they find a way without', async () => {
    const heard = await suite.page.evaluate(async (peerOpts) => {
      const open = (options: object): LinkInfo[] => {
        const links: LinkInfo[] = [];
        const { p2p } = kit.open({ ...options, pingIntervalMs: 1_000 });
        p2p.on('link-change', (link) => links.push(link));
        return links;
      };
      const both = [open({ peerOpts }), open({})];
      const take = (route: string): Promise<void> =>
        kit.until(() => both.every((links) => links.at(-1)?.route === route), route);
      await take('turn');
      const first = both.map((links) => links.at(-1));
      for (const pc of kit.connections)
        pc.setConfiguration({ ...pc.getConfiguration(), iceTransportPolicy: 'all' });
      kit.connections[0]?.restartIce();
      await take('direct');
      return [...first, ...both.map((links) => links.at(-1))];
    }, only('udp'));
    const direct = '(host|prflx|srflx) udp';
    for (const [index, pattern] of [`relay udp, ${direct}`, `${direct}, relay udp`].entries()) {
      const [before, after] = [heard[index], heard[index + 2]].map((link) => link && ends(link));
      assert.match(before ?? '', new RegExp(`^${pattern}$`));
      assert.match(after ?? '', new RegExp(`^${direct}, ${direct}$`));
    }
  });
});
