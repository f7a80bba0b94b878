import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { P2POptions } from '../dist/p2p.js';
import type { Kit } from './page.js';
import { describeInBrowsers } from './suite-page.js';

declare const kit: Kit;

type Client = ReturnType<Kit['open']>;

describeInBrowsers('Rooms that two pages share', (suite) => {
  test('have one connection, whichever of them is left or joined again', async () => {
    const result = await suite.page.evaluate(async () => {
      const open = (): number =>
        kit.connections.filter(({ signalingState }) => signalingState !== 'closed').length;
      const red = await kit.mesh(3, { room: 'red' });
      const join = async (room: string): Promise<Client[]> => {
        const clients = red.map(({ socket }) => kit.open({ room }, socket).listen('text', 'point'));
        for (const client of clients) await client.linkedTo(...clients.filter((other) => other !== client));
        return clients;
      };
      const counts = [open()];
      const blue = await join('blue');
      const green = await join('green');
      counts.push(open());
      const check = async (clients: readonly Client[]): Promise<void> => {
        const [from, ...others] = clients;
        const before = others.map((client) => client.heard('text').length);
        const large = kit.bytes(300_000);
        for (let n = 0; n < 100; n++) from?.p2p.emit('text', n === 50 ? large : n);
        from?.p2p.volatile.emit('point', 1);
        for (const [index, other] of others.entries()) {
          const heard = (): unknown[] =>
            other
              .heard('text')
              .slice(before[index])
              .map(({ args }) => args[0]);
          await kit.until(() => heard().length === 100, 'the events');
          const texts = heard().filter((one) => typeof one === 'number');
          const isSorted = texts.every((text, place) => text === place + Number(place >= 50));
          const path = other.paths('text').slice(before[index]);
          if (!isSorted || path.some((one) => one !== 'webrtc'))
            throw new Error(`${texts.join()} ${path.join()}`);
        }
      };
      await check(blue);
      await check(green);
      // The room that has opened the connection
      for (const { p2p } of red) p2p.leave();
      await check(green);
      await check(blue);
      counts.push(open());
      const again = await join('red');
      await check(again);
      await check(blue);
      counts.push(open());
      const lost = [...blue, ...green].flatMap((client) =>
        client.logged<{ linked: boolean }>('transport').filter(({ linked }) => !linked),
      );
      for (const { p2p } of [...blue, ...green]) p2p.leave();
      await check(again);
      counts.push(open());
      const codes = [...red, ...blue, ...green, ...again].flatMap((client) => client.codes());
      return { counts, codes, lost: lost.length };
    });
    assert.deepEqual(result, { counts: [6, 6, 6, 6, 6], codes: [], lost: 0 });
  });

  test('have one connection where they are joined at once, and each of its room may be interrupted', async () => {
    const result = await suite.page.evaluate(async () => {
      const first = await kit.join(2, { room: 'r0' });
      const rooms: Client[][] = [first];
      for (let n = 1; n < 6; n++) rooms.push(first.map(({ socket }) => kit.open({ room: `r${n}` }, socket)));
      const linked = async (): Promise<void> => {
        for (const [a, b] of rooms) if (a && b) await a.linkedTo(b);
        for (const [a, b] of rooms) if (a && b) await b.linkedTo(a);
      };
      await linked();
      const open = (): RTCPeerConnection[] =>
        kit.connections.filter(({ signalingState }) => signalingState !== 'closed');
      const counts = [open().length];
      for (const [a, b] of rooms) {
        b?.listen('text');
        for (let n = 0; n < 50; n++) a?.p2p.emit('text', n);
      }
      // Under the library: all rooms lose their links, and find one connection again
      for (const connection of open()) connection.close();
      for (const [a] of rooms) for (let n = 50; n < 100; n++) a?.p2p.emit('text', n);
      await kit.until(() => rooms.every(([, b]) => b?.heard('text').length === 100), 'all events');
      const heard = rooms.map(([, b]) => b?.heard('text').map(({ args }) => args[0]));
      const isSorted = heard.every((texts) => texts?.every((text, place) => text === place));
      await kit.until(() => open().length > 0, 'another connection');
      await linked();
      counts.push(open().length);
      return { counts, isSorted };
    });
    assert.deepEqual(result, { counts: [2, 2], isSorted: true });
  });

  test('have their own media on it, a stream that is sent to both too', async () => {
    const result = await suite.page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      canvas.getContext('2d');
      const camera = canvas.captureStream(1);
      const screen = canvas.captureStream(1);
      const [a, b] = await kit.mesh(2, { room: 'red' });
      const heard: string[] = [];
      const streams = new Map<string, MediaStream>();
      const listen = ({ p2p }: Client, who: string): void =>
        void p2p.on('stream', (stream, _peer, kind) => {
          heard.push(`${who} ${kind}`);
          streams.set(`${who} ${kind}`, stream);
        });
      const blue = [kit.open({ room: 'blue' }, a.socket), kit.open({ room: 'blue' }, b.socket)] as const;
      listen(b, 'red');
      listen(blue[1], 'blue');
      listen(a, 'back');
      await blue[0].linkedTo(blue[1]);
      await blue[1].linkedTo(blue[0]);
      a.p2p.addStream(camera, { kind: 'camera' });
      blue[0].p2p.addStream(screen, { kind: 'screen' });
      await kit.until(() => heard.length === 2, 'both streams');
      blue[0].p2p.addStream(camera, { kind: 'camera' });
      b.p2p.addStream(camera, { kind: 'answer' });
      await kit.until(() => heard.length === 4, 'the streams that are sent twice, or back');
      // What one room sends ends with it, and nothing else
      a.p2p.leave();
      await kit.until(() => streams.get('red camera')?.getTracks().length === 0, 'the end of the camera');
      const left = ['blue camera', 'blue screen'].map((name) => streams.get(name)?.getTracks().length);
      const late = kit.open({ room: 'blue' });
      listen(late, 'late');
      await kit.until(() => heard.length === 6, 'the streams for who comes later');
      for (const track of [...camera.getTracks(), ...screen.getTracks()]) track.stop();
      return { heard: heard.sort(), left, codes: [a, b, ...blue, late].flatMap((client) => client.codes()) };
    });
    assert.deepEqual(result, {
      heard: ['back answer', 'blue camera', 'blue screen', 'late camera', 'late screen', 'red camera'],
      left: [1, 1],
      codes: [],
    });
  });

  test('have the media that they send from the start, each once', async () => {
    const result = await suite.page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      canvas.getContext('2d');
      const streams = [canvas.captureStream(1), canvas.captureStream(1)] as const;
      const [a, b] = await kit.join(2, { room: 'red', peerOpts: { stream: streams[0] } });
      const options = { room: 'blue', peerOpts: { stream: streams[1] } };
      const [c, d] = [kit.open(options, a.socket), kit.open(options, b.socket)];
      const ofStreams = (client: Client): string[] =>
        client.logged<MediaStream>('stream').map(({ id }) => (id === streams[0].id ? 'red' : 'blue'));
      const all = [a, b, c, d];
      await kit.until(() => all.every((client) => client.logged('stream').length > 0), 'the streams');
      await c.linkedTo(d);
      await d.linkedTo(c);
      const open = kit.connections.filter(({ signalingState }) => signalingState !== 'closed').length;
      for (const stream of streams) for (const track of stream.getTracks()) track.stop();
      return { heard: all.map(ofStreams), open };
    });
    assert.deepEqual(result, { heard: [['red'], ['red'], ['blue'], ['blue']], open: 2 });
  });

  test('have connections of their own where they have a key, or other settings, if at one end alone', async () => {
    const open = (options: P2POptions, others: P2POptions): Promise<unknown> =>
      suite.page.evaluate(
        async (options, others) => {
          const [a, b] = await kit.mesh(2, { room: 'red' });
          const [c, d] = [
            kit.open({ room: 'blue', ...options }, a.socket),
            kit.open({ room: 'blue', ...others }, b.socket),
          ].map((client) => client.listen('text'));
          if (!c || !d) throw new Error('not opened');
          await c.linkedTo(d);
          await d.linkedTo(c);
          c.p2p.emit('text');
          d.p2p.emit('text');
          await kit.until(() => c.heard('text').length + d.heard('text').length === 2, 'the texts');
          const open = kit.connections.filter(({ signalingState }) => signalingState !== 'closed').length;
          await kit.close();
          return open;
        },
        options,
        others,
      );
    const key = { key: 'what both of them know' };
    assert.equal(await open(key, key), 4);
    const bundled: P2POptions = { peerOpts: { bundlePolicy: 'max-bundle' } };
    assert.equal(await open(bundled, bundled), 4);
    assert.equal(await open(bundled, {}), 4);
    assert.equal(await open({}, bundled), 4);
  });
});
