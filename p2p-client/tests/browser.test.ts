import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Kit } from './page.js';
import { describeInBrowsers } from './suite-page.js';

/* Real browsers, real connections: only the server is a stand-in. The functions run in the page. */

declare const kit: Kit;

const LARGE_BYTES = 5 * 1024 * 1024;

describeInBrowsers('A page', (suite, browser) => {
  test('peers join, see each other and emit by relay', async () => {
    const result = await suite.page.evaluate(async () => {
      const [a, b] = await kit.join(2, { rtc: null });
      b.listen('text');
      a.p2p.emit('text', 'Grüße 🎈', { list: [1, null] }, new Uint8Array([1, 2, 3]));
      await kit.until(() => b.heard('text').length === 1, 'the text');
      const { args, sender } = b.first('text');
      return {
        plain: args.slice(0, 2),
        binary: [...new Uint8Array(args[2] as ArrayBuffer)],
        fromA: sender.id === a.id,
        path: sender.path,
        peer:
          JSON.stringify(a.p2p.peers[0]) ===
          JSON.stringify({
            id: b.id,
            plain: false,
            webrtc: false,
            lost: false,
            linked: false,
            path: 'relay',
          }),
        events: a.log.map(([event]) => event),
      };
    });
    assert.deepEqual(result, {
      plain: ['Grüße 🎈', { list: [1, null] }],
      binary: [1, 2, 3],
      fromA: true,
      path: 'relay',
      peer: true,
      events: ['ready', 'peer-connect'],
    });
  });

  test('after the upgrade events go by link and the server relays nothing', async () => {
    const result = await suite.page.evaluate(async () => {
      const clients = await kit.mesh(3);
      const [a] = clients;
      await kit.until(() => clients.every(({ p2p }) => p2p.usePeerConnection), 'the upgrades');
      for (const client of clients) client.listen('news', 'one');
      for (let n = 0; n < 100; n++) a.p2p.emit('news', n, 'äöü', { deep: [new Uint16Array([n])] });
      a.p2p.to(clients[1].id).emit('one', 1);
      await kit.until(() => clients[1].heard('one').length === 1, 'the one');
      await kit.until(() => clients.slice(1).every((c) => c.heard('news').length === 100), 'the news');
      return {
        inOrder: clients[2].heard('news').every(({ args }, n) => args[0] === n),
        binary: new Uint16Array((clients[2].heard('news')[7]?.args[2] as { deep: [ArrayBuffer] }).deep[0])[0],
        paths: [...new Set([...clients[2].paths('news'), ...clients[1].paths('one')])],
        toOthers: clients[2].heard('one').length,
        own: a.heard('news').length,
        upgrades: clients.map((client) => client.logged('upgrade').length > 0),
        ready: clients.map((client) => client.logged('ready').length),
        peerPaths: a.p2p.peers.map(({ path, linked }) => [path, linked]),
        errors: clients.flatMap((client) => client.codes()),
      };
    });
    assert.deepEqual(result, {
      inOrder: true,
      binary: 7,
      paths: ['webrtc'],
      toOthers: 0,
      own: 0,
      upgrades: [true, true, true],
      ready: [1, 1, 1],
      peerPaths: [
        ['webrtc', true],
        ['webrtc', true],
      ],
      errors: [],
    });
    assert.equal(suite.stage.server.count('news') + suite.stage.server.count('one'), 0);
    const { reports } = suite.stage.server;
    assert.equal(new Set(reports.map(({ from, to }) => `${from} ${to}`)).size, 3);
    for (const { from, room, to, open, ms } of reports)
      assert.ok(from > to && room === '' && open && ms > 0 && ms < 20_000);
  });

  test('a signal that is more than the server takes ends the link, and the relay goes on', async () => {
    suite.stage.server.maxPayload = 800;
    const result = await suite.page.evaluate(async () => {
      const [a, b] = await kit.join(2);
      b.listen('text');
      await kit.until(() => [...a.codes(), ...b.codes()].includes('link-failed'), 'the failure');
      a.p2p.emit('text', 'x'.repeat(2_000));
      await kit.until(() => b.heard('text').length === 1, 'the text');
      const causes = [a, b].flatMap((client) =>
        client.logged('peer-error').map((error) => (error as { cause?: { code?: string } }).cause?.code),
      );
      return { causes: [...new Set(causes)].filter((code) => code), paths: b.paths('text') };
    });
    assert.deepEqual(result, { causes: ['too-large'], paths: ['relay'] });
  });

  test('without autoUpgrade the links wait for upgrade()', async () => {
    const result = await suite.page.evaluate(async () => {
      const [a, b] = await kit.mesh(2, { autoUpgrade: false });
      b.listen('before', 'after');
      a.p2p.emit('before');
      await kit.until(() => b.heard('before').length === 1, 'before');
      const path = a.path(b);
      a.p2p.upgrade();
      a.p2p.emit('after');
      await kit.until(() => b.heard('after').length === 1, 'after');
      return [path, b.paths('before'), a.path(b), b.paths('after'), a.logged('transport').length];
    });
    assert.deepEqual(result, ['relay', ['relay'], 'webrtc', ['webrtc'], 2]);
  });

  for (const path of ['webrtc', 'relay'] as const) {
    test(`events with many binaries, and answers with as many, come by ${path}`, async () => {
      const result = await suite.page.evaluate(async (wanted) => {
        const [a, b] = await (wanted === 'relay' ? kit.join(2, { rtc: null }) : kit.mesh(2));
        await kit.until(() => wanted === 'relay' || a.p2p.usePeerConnection, 'the upgrade');
        b.listen('many');
        b.p2p.on('back', (all: ArrayBuffer[], answer: (all: ArrayBuffer[]) => void) => answer(all));
        const sums: number[] = [];
        const sum = (all: ArrayBuffer[]): number =>
          all.reduce((total, bytes) => total + new Uint8Array(bytes).reduce((one, byte) => one + byte), 0);
        for (const count of [11, 100, 1000]) {
          const all = Array.from({ length: count }, () => new Uint8Array(100).fill(1));
          a.p2p.emit('many', all);
          const answer: unknown = await a.p2p.to(b.id).emitWithAck('back', all);
          sums.push(sum(answer as ArrayBuffer[]));
        }
        await kit.until(() => b.heard('many').length === 3, 'all');
        for (const { args } of b.heard('many')) sums.push(sum(args[0] as ArrayBuffer[]));
        return { sums, paths: [...new Set(b.paths('many'))], errors: [...a.codes(), ...b.codes()] };
      }, path);
      assert.deepEqual(result, {
        sums: [1_100, 10_000, 100_000, 1_100, 10_000, 100_000],
        paths: [path],
        errors: [],
      });
    });

    test(`a large event goes in parts by ${path}, with progress, and does not block small ones`, async () => {
      const result = await suite.page.evaluate(
        async (wanted, length) => {
          const rtc = wanted === 'relay' ? { rtc: null } : {};
          const [a, b] = await (wanted === 'relay' ? kit.join(2, rtc) : kit.mesh(2));
          await kit.until(() => wanted === 'relay' || a.p2p.usePeerConnection, 'the upgrade');
          b.listen('large', 'small');
          let largeAtSmall = -1;
          b.p2p.on('small', () => (largeAtSmall = b.heard('large').length));
          const bytes = kit.bytes(length);
          a.p2p.emit('large', { bytes }, 'end');
          a.p2p.emit('small');
          await kit.until(() => b.heard('large').length === 1, 'the large event');
          const [{ bytes: received }, end] = b.first('large').args as [{ bytes: ArrayBuffer }, string];
          const progress = (client: typeof a): { loaded: number; total: number; direction: string }[] =>
            client.logged('progress');
          await kit.until(() => progress(a).at(-1)?.loaded === progress(a)[0]?.total, 'the last progress');
          const rising = [a, b].map((client) =>
            progress(client).every(({ loaded }, at, all) => at === 0 || loaded > (all[at - 1]?.loaded ?? 0)),
          );
          return {
            same: kit.same(received, bytes) && end === 'end',
            paths: b.paths('large'),
            largeAtSmall,
            rising,
            ends: [a, b].map((client) => progress(client).at(-1)?.loaded === progress(client).at(-1)?.total),
            directions: [a, b].map((client) => progress(client)[0]?.direction),
            errors: [...a.codes(), ...b.codes()],
          };
        },
        path,
        LARGE_BYTES,
      );
      assert.deepEqual(result, {
        same: true,
        paths: [path],
        largeAtSmall: 0,
        rising: [true, true],
        ends: [true, true],
        directions: ['send', 'receive'],
        errors: [],
      });
      assert.equal(suite.stage.server.count('large'), path === 'relay' ? 1 : 0);
    });
  }

  test('a peer without WebRTC gets events by relay and holds nobody back', async () => {
    const result = await suite.page.evaluate(async () => {
      const plain = kit.open({ rtc: null }).listen('text');
      const [a, b] = [kit.open(), kit.open()];
      b.listen('text');
      await kit.until(() => a.p2p.usePeerConnection && a.p2p.peers.length === 2, 'the upgrade');
      a.p2p.emit('text', 1);
      await kit.until(() => plain.heard('text').length === 1 && b.heard('text').length === 1, 'the text');
      a.p2p.emit('text', 2);
      await kit.until(
        () => plain.heard('text').length === 2 && b.heard('text').length === 2,
        'the second text',
      );
      return [plain.paths('text'), b.paths('text'), a.path(plain), a.path(b)];
    });
    assert.deepEqual(result, [['relay', 'relay'], ['webrtc', 'webrtc'], 'relay', 'webrtc']);
    assert.equal(suite.stage.server.count('text'), 2);
  });

  test('a mesh with fewer links than peers reaches each peer once', async () => {
    suite.stage.server.numClients = 1;
    const result = await suite.page.evaluate(async () => {
      const clients = await kit.join(4);
      await kit.until(() => clients.every(({ p2p }) => p2p.usePeerConnection), 'the upgrades');
      for (const client of clients) client.listen('text', 'mark');
      const [a, ...others] = clients;
      a.p2p.emit('text');
      a.p2p.emit('mark');
      await kit.until(() => others.every((other) => other.heard('mark').length > 0), 'the marks');
      return others.map((other) => other.paths('text')).sort();
    });
    assert.deepEqual(result, [['relay'], ['relay'], ['webrtc']]);
  });

  test('both ends may change a session at once', async () => {
    const result = await suite.page.evaluate(async () => {
      const [a, b] = await kit.mesh(2);
      const canvas = document.createElement('canvas');
      canvas.getContext('2d');
      for (let round = 0; round < 5; round++) {
        a.p2p.addStream(canvas.captureStream());
        b.p2p.addStream(canvas.captureStream());
      }
      await kit.until(
        () => a.logged('stream').length === 5 && b.logged('stream').length === 5,
        'the streams',
      );
      b.listen('text');
      a.p2p.emit('text');
      await kit.until(() => b.heard('text').length === 1, 'the text');
      return [b.paths('text'), a.codes(), b.codes()];
    });
    assert.deepEqual(result, [['webrtc'], [], []]);
  });

  test('media streams reach linked peers, later ones too, and can be taken back', async () => {
    const result = await suite.page.evaluate(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
      const [a, b] = await kit.mesh(2, { peerOpts: { stream } });
      await kit.until(
        () => b.logged('stream').length === 1 && a.logged('stream').length === 1,
        'the streams',
      );
      const late = kit.open();
      await kit.until(() => late.logged('stream').length === 2, 'the streams of the others');
      const [received] = b.logged<MediaStream>('stream');
      const kinds = received
        ?.getTracks()
        .map(({ kind }) => kind)
        .sort();
      a.p2p.removeStream(stream);
      await kit.until(() => received?.getTracks().length === 0, 'the removal');
      a.p2p.addStream(stream);
      await kit.until(() => b.logged('stream').length === 2, 'the stream again');
      for (const track of stream.getTracks()) track.stop();
      return {
        kinds,
        back: a.logged('stream').length,
        errors: [a, b, late].flatMap((client) => client.codes()),
      };
    });
    assert.deepEqual(result, { kinds: ['audio', 'video'], back: 1, errors: [] });
  });

  test('a camera that is switched on and off leaves the description as short as it was', async () => {
    const result = await suite.page.evaluate(async () => {
      const camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
      const [a, b] = await kit.mesh(2);
      const places = (): number[] =>
        kit.connections.map(({ localDescription }) => localDescription?.sdp.match(/^m=/gm)?.length ?? 0);
      for (let round = 0; round < 100; round++) {
        a.p2p.addStream(camera);
        const isWatched = round % 10 === 0;
        if (isWatched) await kit.until(() => b.logged('stream').length > round / 10, 'the stream');
        a.p2p.removeStream(camera);
        const stream = b.logged<MediaStream>('stream').at(-1);
        if (isWatched) await kit.until(() => stream?.getTracks().length === 0, 'the removal');
      }
      a.p2p.addStream(camera);
      b.p2p.addStream(camera);
      const newest = (): MediaStream | undefined => b.logged<MediaStream>('stream').at(-1);
      await kit.until(() => a.logged('stream').length > 0 && newest()?.getTracks().length === 2, 'the last');
      for (const track of camera.getTracks()) track.stop();
      return { places: places(), errors: [...a.codes(), ...b.codes()] };
    });
    // The channels, audio and video; where both ends began at once, each may have its own places
    assert.ok(
      result.places.every((count) => count >= 3 && count <= 5),
      JSON.stringify(result),
    );
    assert.deepEqual(result.errors, []);
  });

  test('a stream has a word for what it is, a track can be muted and replaced, and has its limit', async () => {
    const result = await suite.page.evaluate(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true });
      const other = await navigator.mediaDevices.getUserMedia({ video: true });
      const [track] = stream.getVideoTracks();
      const [replacement] = other.getVideoTracks();
      if (!track || !replacement) throw new Error('no camera');
      const [a, b] = await kit.mesh(2);
      const kinds: (string | undefined)[] = [];
      const streams: MediaStream[] = [];
      b.p2p.on('stream', (come, _peer, kind) => {
        kinds.push(kind);
        streams.push(come);
      });
      a.p2p.addStream(stream, { kind: 'camera', maxBitrate: 100_000 });
      await kit.until(() => streams.length === 1, 'the stream');
      const [received] = streams[0]?.getTracks() ?? [];
      await kit.until(() => received?.muted === false, 'pictures');
      let negotiations = 0;
      for (const connection of kit.connections)
        connection.addEventListener('signalingstatechange', () => negotiations++);
      const senders = kit.connections.flatMap((connection) => connection.getSenders());
      const sender = senders.find((one) => one.track === track);
      a.p2p.replaceTrack(track, null);
      await kit.until(() => sender?.track === null, 'the silence');
      a.p2p.replaceTrack(track, replacement);
      await kit.until(() => sender?.track === replacement, 'the other');
      const quiet = negotiations;
      const limit = sender?.getParameters().encodings[0]?.maxBitrate;
      // Who comes later gets what is sent now
      const late = kit.open();
      const toLate: (string | undefined)[] = [];
      late.p2p.on('stream', (_stream, _peer, kind) => void toLate.push(kind));
      await kit.until(() => toLate.length === 1, 'the stream for who comes later');
      a.p2p.removeTrack(track);
      await kit.until(() => streams[0]?.getTracks().length === 0, 'the removal');
      for (const one of [track, replacement]) one.stop();
      return { kinds, toLate, quiet, limit, errors: [a, b, late].flatMap((client) => client.codes()) };
    });
    const expected = { kinds: ['camera'], toLate: ['camera'], quiet: 0, limit: 100_000, errors: [] };
    assert.deepEqual(result, expected);
  });

  test('both ends add streams at once while somebody comes, and everybody has them all', async () => {
    const result = await suite.page.evaluate(async () => {
      const [a, b] = await kit.mesh(2);
      const canvas = document.createElement('canvas');
      canvas.getContext('2d');
      const late = kit.open();
      for (const client of [a, b]) client.p2p.addStream(canvas.captureStream(), { kind: 'drawing' });
      await kit.until(() => late.p2p.peers.length === 2, 'the third');
      late.p2p.addStream(canvas.captureStream());
      const all = [a, b, late];
      await kit.until(() => all.every((client) => client.logged('stream').length === 2), 'all streams');
      return all.flatMap((client) => client.codes());
    });
    assert.deepEqual(result, []);
  });

  test('in private mode nothing passes the server: events wait for links, or are unreachable', async () => {
    suite.stage.server.holdsSignals = true;
    await suite.page.evaluate(async () => {
      const [b, a] = await kit.join(2);
      const plain = kit.open({ rtc: null });
      await kit.until(() => [a, b, plain].every(({ p2p }) => p2p.peers.length === 2), 'the third');
      for (const client of [b, plain]) client.listen('secret', 'public');
      a.p2p.useSockets = false;
      a.p2p.emit('secret', 'waits');
      a.p2p.to(plain.id).emit('secret', 'fails');
      a.p2p.to('nobody').emit('secret', 'fails too');
      Object.assign(window, { a, b, plain });
    });
    suite.stage.server.releaseSignals();
    const result = await suite.page.evaluate(async () => {
      type Client = ReturnType<Kit['open']>;
      const { a, b, plain } = window as unknown as Record<'a' | 'b' | 'plain', Client>;
      await kit.until(() => b.heard('secret').length === 1, 'the secret');
      a.p2p.useSockets = true;
      a.p2p.emit('public');
      await kit.until(() => plain.heard('public').length === 1, 'the public event');
      return {
        waited: b.heard('secret')[0]?.args,
        path: b.paths('secret'),
        plain: plain.heard('secret').length,
        errors: a
          .logged<{ code: string; event: string; peerIds: string[] }>('peer-error')
          .map(({ code, event, peerIds }) => [
            code,
            event,
            peerIds.map((id) => (id === plain.id ? 'plain' : id)),
          ]),
      };
    });
    assert.deepEqual(result, {
      waited: ['waits'],
      path: ['webrtc'],
      plain: 0,
      errors: [
        ['unreachable', 'secret', ['plain']],
        ['unreachable', 'secret', ['plain']],
        ['unreachable', 'secret', ['nobody']],
      ],
    });
    assert.equal(suite.stage.server.count('secret'), 0);
  });

  test('in private mode what waits for a link is limited, and each event beyond it is named', async () => {
    suite.stage.server.holdsSignals = true;
    const result = await suite.page.evaluate(async () => {
      const [b, a] = await kit.join(2, { maxQueuedBytes: 10_000 });
      a.p2p.useSockets = false;
      for (let n = 0; n < 12; n++) a.p2p.emit('text', 'x'.repeat(1_000));
      const missed = a.logged<{ code: string; peerIds: string[] }>('peer-error');
      return missed.map(({ code, peerIds }) => [code, peerIds[0] === b.id]);
    });
    assert.deepEqual(result, [
      ['missed', true],
      ['missed', true],
    ]);
  });

  test('a link that does not open is given up, and its events are named', async () => {
    suite.stage.server.holdsSignals = true;
    const result = await suite.page.evaluate(async () => {
      const [b, a] = await kit.join(2, { connectTimeoutMs: 300 });
      const readyBefore = a.logged('ready').length;
      b.listen('text');
      a.p2p.useSockets = false;
      a.p2p.emit('waits');
      // One of the two tells the server what became of the link
      await kit.until(
        () => [a, b].every((one) => one.codes().includes('link-failed')),
        'the end of the link',
      );
      a.p2p.useSockets = true;
      a.p2p.emit('text');
      await kit.until(() => b.heard('text').length === 1, 'the text');
      await kit.until(() => a.logged('ready').length === 1, 'ready');
      return [a.codes().sort(), readyBefore, a.logged('upgrade').length, b.paths('text')];
    });
    assert.deepEqual(result, [['link-failed', 'unreachable'], 0, 0, ['relay']]);
    assert.ok(suite.stage.server.reports.length > 0);
    // whichever end gives up first takes the other along, before the other's own time is over
    assert.ok(suite.stage.server.reports.every(({ open, ms }) => !open && ms > 0));
  });

  test('when a link is cut nothing is lost, and another link follows', async () => {
    const result = await suite.page.evaluate(async () => {
      const [a, b] = await kit.mesh(2);
      await kit.until(() => a.p2p.usePeerConnection && b.p2p.usePeerConnection, 'the upgrades');
      b.listen('text', 'large');
      const bytes = kit.bytes(4_000_000);
      a.p2p.emit('large', bytes);
      await kit.until(() => b.logged('progress').length > 0, 'the first part');
      let sent = 0;
      for (; sent < 50; sent++) a.p2p.emit('text', sent);
      for (const connection of kit.connections) connection.close();
      for (; sent < 100; sent++) a.p2p.emit('text', sent);
      await kit.until(() => b.heard('text').length >= 100 && b.heard('large').length > 0, 'the events');
      await kit.until(() => a.path(b) === 'webrtc', 'another link');
      a.p2p.emit('text', sent);
      await kit.until(() => b.heard('text').length > 100, 'the last event');
      return {
        inOrder: b.heard('text').every(({ args }, n) => args[0] === n),
        paths: [...new Set(b.paths('text'))],
        same: kit.same(b.first('large').args[0] as ArrayBuffer, bytes),
        errors: [...a.codes(), ...b.codes()],
        peers: a.logged('peer-disconnect').length,
      };
    });
    assert.equal(result.inOrder && result.same, true);
    assert.ok(result.paths.includes('relay') && result.paths.at(-1) !== undefined, String(result.paths));
    assert.deepEqual([result.errors, result.peers], [[], 0]);
  });

  test('what a channel cannot send goes by relay, once and in order, and later by another link', async () => {
    const result = await suite.page.evaluate(async () => {
      const [a, b] = await kit.mesh(2);
      await kit.until(() => a.p2p.usePeerConnection && b.p2p.usePeerConnection, 'the upgrades');
      b.listen('text', 'large');
      const bytes = kit.bytes(1_000_000);
      // eslint-disable-next-line @typescript-eslint/unbound-method -- is put back, and called on a channel
      const { send } = RTCDataChannel.prototype;
      let left = 5;
      RTCDataChannel.prototype.send = function (this: RTCDataChannel, data: never) {
        if (left-- <= 0) throw new DOMException('the queue is full', 'OperationError');
        send.call(this, data);
      };
      a.p2p.emit('large', bytes);
      for (let n = 0; n < 100; n++) a.p2p.emit('text', n);
      await kit.until(() => b.heard('text').length >= 100 && b.heard('large').length > 0, 'the events');
      RTCDataChannel.prototype.send = send;
      await kit.until(() => a.path(b) === 'webrtc' && b.path(a) === 'webrtc', 'another link');
      a.p2p.emit('text', 100);
      await kit.until(() => b.heard('text').length > 100, 'the last event');
      return {
        inOrder: b.heard('text').every(({ args }, n) => args[0] === n),
        last: b.paths('text').at(-1),
        same: kit.same(b.first('large').args[0] as ArrayBuffer, bytes),
        failed: [...a.codes(), ...b.codes()].every((code) => code === 'link-failed'),
      };
    });
    assert.deepEqual(result, { inOrder: true, last: 'webrtc', same: true, failed: true });
  });

  test('what the other end does not take in one message goes in pieces', async () => {
    for (const limit of [16_384, 300]) {
      const result = await suite.page.evaluate(async (size) => {
        const made: RTCPeerConnection[] = [];
        class Limited extends RTCPeerConnection {
          constructor(configuration?: RTCConfiguration) {
            super(configuration);
            made.push(this);
          }

          override setRemoteDescription({ type, sdp = '' }: RTCSessionDescriptionInit): Promise<void> {
            const limited = sdp.replace(/a=max-message-size:\d+/, `a=max-message-size:${size}`);
            return super.setRemoteDescription({ type, sdp: limited });
          }
        }
        const [a, b] = await kit.mesh(2, { rtc: { RTCPeerConnection: Limited } });
        await kit.until(() => a.p2p.usePeerConnection && b.p2p.usePeerConnection, 'the upgrades');
        b.listen('text', 'large');
        const bytes = kit.bytes(150_000);
        a.p2p.emit('large', bytes);
        for (let n = 0; n < 50; n++) a.p2p.emit('text', n, 'x'.repeat(1_000));
        await kit.until(() => b.heard('text').length >= 50 && b.heard('large').length > 0, 'the events');
        return {
          limits: made.map(({ sctp }) => sctp?.maxMessageSize),
          paths: [...new Set([...b.paths('text'), ...b.paths('large')])],
          inOrder: b.heard('text').every(({ args }, n) => args[0] === n),
          same: kit.same(b.first('large').args[0] as ArrayBuffer, bytes),
          errors: [...a.codes(), ...b.codes()],
        };
      }, limit);
      const right = { limits: [limit, limit], paths: ['webrtc'], inOrder: true, same: true, errors: [] };
      assert.deepEqual(result, right);
      await suite.page.evaluate(() => kit.close());
    }
  });

  test('messages that come as Blobs are heard in their order', async () => {
    const result = await suite.page.evaluate(async () => {
      const own = Object.getOwnPropertyDescriptor(RTCDataChannel.prototype, 'binaryType');
      if (!own?.set) throw new Error('there is no binaryType');
      Object.defineProperty(RTCDataChannel.prototype, 'binaryType', {
        ...own,
        set(this: RTCDataChannel) {
          own.set?.call(this, 'blob');
        },
      });
      const [a, b] = await kit.mesh(2);
      Object.defineProperty(RTCDataChannel.prototype, 'binaryType', own);
      await kit.until(() => a.p2p.usePeerConnection && b.p2p.usePeerConnection, 'the upgrades');
      b.listen('text', 'large');
      const bytes = kit.bytes(300_000);
      a.p2p.emit('large', bytes);
      for (let n = 0; n < 100; n++) {
        a.p2p.emit('text', n, 'x'.repeat(n * 100));
        if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve));
      }
      await kit.until(() => b.heard('text').length >= 100 && b.heard('large').length > 0, 'the events');
      return {
        paths: [...new Set([...b.paths('text'), ...b.paths('large')])],
        inOrder: b.heard('text').every(({ args }, n) => args[0] === n),
        same: kit.same(b.first('large').args[0] as ArrayBuffer, bytes),
        errors: [...a.codes(), ...b.codes()],
      };
    });
    assert.deepEqual(result, { paths: ['webrtc'], inOrder: true, same: true, errors: [] });
  });

  test('where no connection can be made, everybody is ready at once, on the relay', async () => {
    const result = await suite.page.evaluate(async () => {
      // What Chromium throws for this URL comes from the constructor
      const [a, b] = await kit.join(2, { peerOpts: { iceServers: [{ urls: 'turn:no.credential' }] } });
      const c = kit.open();
      await kit.until(
        () => [a, b, c].every(({ log }) => log.some(([event]) => event === 'ready')),
        'the readiness',
      );
      c.listen('text');
      await kit.until(() => a.p2p.peers.length === 2, 'the third peer');
      a.p2p.emit('text', 1);
      await kit.until(() => c.heard('text').length === 1, 'the event');
      const causes = a.logged<{ cause?: Error }>('peer-error').map(({ cause }) => cause?.name);
      return { paths: c.paths('text'), causes, codes: [a, b, c].map((client) => client.codes().length) };
    });
    assert.deepEqual(result.paths, ['relay']);
    assert.deepEqual(result.causes, ['InvalidAccessError', 'InvalidAccessError']);
    assert.deepEqual(result.codes, [2, 2, 2]);
    assert.ok(suite.stage.server.reports.every(({ open, ms }) => !open && ms < 15_000));
  });

  test('questions are answered on both paths, by one and by all', async () => {
    const result = await suite.page.evaluate(async () => {
      const plain = kit.open({ rtc: null });
      const [a, b] = [kit.open(), kit.open()];
      await kit.until(() => a.p2p.usePeerConnection && a.p2p.peers.length === 2, 'the upgrade');
      for (const [name, { p2p }] of Object.entries({ plain, b }))
        p2p.on('sum', (x: number, y: Uint8Array, callback: (answer: unknown) => void) => {
          callback({ name, sum: x + y.byteLength });
        });
      const answers = await a.p2p.timeout(10_000).emitWithAck('sum', 2, new Uint8Array(3));
      const one = (await a.p2p.to(b.id).emitWithAck('sum', 1, new Uint8Array(1))) as unknown;
      return [answers.get(plain.id) as unknown, answers.get(b.id) as unknown, one, answers.size];
    });
    assert.deepEqual(result, [{ name: 'plain', sum: 5 }, { name: 'b', sum: 5 }, { name: 'b', sum: 2 }, 2]);
  });

  test('a newcomer is linked, and one who leaves is gone', async () => {
    const result = await suite.page.evaluate(async () => {
      const [a, b] = await kit.mesh(2);
      const c = kit.open().listen('text');
      await kit.until(
        () => c.p2p.usePeerConnection && a.p2p.peers.every(({ linked }) => linked),
        'the newcomer',
      );
      a.p2p.emit('text');
      await kit.until(() => c.heard('text').length === 1, 'the text');
      const cId = c.id;
      c.p2p.disconnect();
      await kit.until(() => [a, b].every(({ p2p }) => p2p.peers.length === 1), 'the leaving');
      return {
        paths: c.paths('text'),
        gone: a.logged<{ id: string }>('peer-disconnect').map(({ id }) => id === cId),
        left: [c.p2p.peerId === undefined, c.p2p.peers.length, c.socket.connected],
        upgrades: a.logged('upgrade').length,
        errors: [...a.codes(), ...b.codes()],
      };
    });
    assert.deepEqual(result, {
      paths: ['webrtc'],
      gone: [true],
      left: [true, 0, false],
      upgrades: 2,
      errors: [],
    });
  });

  // Firefox closes the connection before the page can say that it goes, and this server takes no farewell beside it
  test('a peer whose page vanishes is gone', { skip: browser === 'Firefox' }, async () => {
    const other = await suite.stage.page();
    await suite.page.evaluate(() => void Object.assign(window, { a: kit.open() }));
    await other.evaluate(async () => {
      const b = kit.open();
      await kit.until(() => b.p2p.usePeerConnection, 'the upgrade');
    });
    await other.close();
    const left = await suite.page.evaluate(async () => {
      const { a } = window as unknown as { a: ReturnType<Kit['open']> };
      await kit.until(() => a.p2p.peers.length === 0, 'the leaving');
      return a.logged('peer-disconnect').length;
    });
    assert.equal(left, 1);
  });

  test('several rooms share a socket', async () => {
    const result = await suite.page.evaluate(async () => {
      const red = await kit.mesh(2, { room: 'red' });
      const open = (client: (typeof red)[0]): typeof client => kit.open({ room: 'blue' }, client.socket);
      const blue = [open(red[0]), open(red[1])] as const;
      for (const client of [...red, ...blue]) client.listen('text');
      await blue[0].linkedTo(blue[1]);
      let twice = '';
      try {
        kit.open({ room: 'red' }, red[0].socket);
      } catch (error) {
        twice = (error as Error).message;
      }
      blue[0].p2p.emit('text', 'blue');
      await kit.until(() => blue[1].heard('text').length === 1, 'the blue text');
      blue[0].p2p.disconnect();
      const stays = red[0].socket.connected;
      red[0].p2p.emit('text', 'red');
      await kit.until(() => red[1].heard('text').length === 1, 'the red text');
      red[0].p2p.disconnect();
      return [twice, stays, red[0].socket.connected, blue[1].heard('text').length];
    });
    assert.deepEqual(result, ["this socket has a P2P for 'red'", true, false, 1]);
  });

  test('what is emitted before the join is sent after it', async () => {
    const result = await suite.page.evaluate(async () => {
      const b = kit.open().listen('text', 'mark');
      await kit.until(() => b.p2p.peerId !== undefined, 'the first join');
      const a = kit.open();
      const list = [1];
      a.p2p.emit('text', list, new Uint8Array([4]));
      list.push(2);
      await kit.until(() => b.heard('text').length === 1, 'the text');
      const { args } = b.first('text');
      return [args[0], [...new Uint8Array(args[1] as ArrayBuffer)]];
    });
    assert.deepEqual(result, [[1], [4]]);
  });

  test('a reconnect changes nothing: same id, same links, nothing lost', async () => {
    const result = await suite.page.evaluate(async () => {
      const [a, b] = await kit.mesh(2);
      for (const client of [a, b]) client.listen('text');
      const before = a.id;
      a.p2p.usePeerConnection = false;
      for (let round = 0; round < 5; round++) {
        a.socket.io.engine.close();
        await kit.until(() => !a.socket.connected, 'the loss');
        a.p2p.emit('text', round);
        b.p2p.emit('text', round);
        await kit.until(() => a.socket.connected, 'the reconnect');
      }
      await kit.until(() => b.heard('text').length === 5 && a.heard('text').length === 5, 'the events');
      return {
        same: a.id === before,
        heard: [a, b].map((client) => client.heard('text').map(({ args }) => args[0])),
        left: b.logged('peer-disconnect').length,
        upgrades: a.logged('upgrade').length,
        errors: [...a.codes(), ...b.codes()],
      };
    });
    const rounds = [0, 1, 2, 3, 4];
    assert.deepEqual(result, { same: true, heard: [rounds, rounds], left: 0, upgrades: 1, errors: [] });
  });

  test('refusals of the server become errors', async () => {
    const result = await suite.page.evaluate(async () => {
      const refused = kit.open({ room: 'forbidden' });
      await kit.until(() => refused.codes().length === 1, 'the refusal');
      refused.p2p.emit('text');
      const a = kit.open();
      a.p2p.emit('refuse-me');
      await kit.until(() => a.codes().length === 1, 'the error');
      const [error] = a.logged<{ code: string; event: string }>('peer-error');
      return [refused.codes(), error?.code, error?.event];
    });
    assert.deepEqual(result, [['join-failed', 'not-a-member'], 'handler-failed', 'refuse-me']);
  });

  test('signals and bytes that are garbage do no harm', async () => {
    const result = await suite.page.evaluate(async () => {
      const [a, b] = await kit.mesh(2);
      await kit.until(() => a.p2p.usePeerConnection, 'the upgrade');
      b.listen('text');
      const signals = [
        {},
        { candidate: { candidate: 'nonsense', sdpMid: '0' } },
        { description: { type: 'offer', sdp: 'nonsense' } },
        { description: 7 },
      ];
      const offerIds = a.offerIds();
      for (const signal of signals) {
        a.socket.emit('peer-signal', { room: '', toPeerId: b.id, offerId: offerIds[0], signal });
      }
      a.socket.emit('peer-signal', { room: '', toPeerId: b.id, offerId: 9, signal: {} });
      a.socket.emit('p2p:msg', { room: '' }, 'ready');
      await kit.until(() => b.codes().length === 6, 'the errors');
      a.p2p.emit('text');
      await kit.until(() => b.heard('text').length === 1, 'the text');
      return [b.codes().sort(), b.paths('text')];
    });
    assert.deepEqual(result, [
      ['bad-message', 'bad-signal', 'bad-signal', 'bad-signal', 'bad-signal', 'bad-signal'],
      ['webrtc'],
    ]);
  });

  test('a link tells what it is, and when it takes another way', async () => {
    const result = await suite.page.evaluate(async () => {
      const heard: { route: string; linked: boolean; ends: string }[] = [];
      const a = kit.open({ pingIntervalMs: 200 });
      a.p2p.on('link-change', ({ route, local, remote }, { linked }) =>
        heard.push({ route, linked, ends: JSON.stringify([local, remote]) }),
      );
      const b = kit.open().listen('large');
      await kit.until(() => a.p2p.peers.some(({ path }) => path === 'webrtc'), 'the link');
      a.p2p.emit('large', kit.bytes(100_000));
      await kit.until(() => b.heard('large').length > 0 && heard.length > 0, 'the event and the way');
      await kit.until(() => a.p2p.peers[0]?.roundTripMs !== undefined, 'the first pong');
      const info = await a.p2p.peers[0]?.link();
      const { link } = a.p2p.peers[0] ?? {};
      b.p2p.leave();
      await kit.until(() => a.p2p.peers.length === 0, 'the leaving');
      return { heard, info, later: await link?.() };
    });
    const { info } = result;
    assert.ok(info);
    // ICE may find a better pair, or learn more of the one it has: each is told once
    for (const [index, { route, linked, ends }] of result.heard.entries())
      assert.ok(route === 'direct' && linked && ends !== result.heard[index - 1]?.ends, ends);
    assert.deepEqual([info.route, info.packetsLost, result.later], ['direct', undefined, undefined]);
    for (const { type, protocol } of [info.local, info.remote])
      assert.ok(/^(host|prflx|srflx)$/.test(type) && protocol === 'udp', JSON.stringify(info));
    assert.ok(info.bytesSent > 1_000 && info.bytesReceived > 100, JSON.stringify(info));
    assert.ok((info.roundTripMs ?? -1) >= 0 && (info.roundTripMs ?? 9e9) < 1_000);
  });
});
