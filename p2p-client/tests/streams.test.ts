import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { CDPSession, Page } from 'puppeteer-core';
import { P2P, type P2PError, type Progress } from '../src/index.js';
import type { Kit } from './page.js';
import { isTypeError, next, record, Stage, until } from './relay-stage.js';
import { describeInBrowsers } from './suite-page.js';

/** What a page of the test of memory has. */
interface Ends {
  readonly client: ReturnType<Kit['open']>;
  /** What it has sent, or got. */
  file: File | undefined;
}

declare const kit: Kit;
declare const ends: Ends;

const MIB = 1024 * 1024;
const BLOCK_BYTES = 16 * MIB;
// STREAM_FILE_MB=2048 for a run by hand
const FILE_BLOCKS = Math.ceil(Number(process.env.STREAM_FILE_MB ?? 128) / 16);
const PAGES = { name: 'Blobs and streams of pages', timeoutMs: 300_000 + FILE_BLOCKS * 10_000 };

/** Bytes that tell their place. */
function bytesOf(length: number, from = 0): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => ((from + index) * 31 + ((from + index) >> 8)) & 0xff);
}

async function assertBytes(blob: Blob, bytes: Uint8Array): Promise<void> {
  assert.ok(Buffer.from(await blob.arrayBuffer()).equals(bytes));
}

/** A source that brings pieces as they are asked for, and what became of it. */
class Pieces {
  pulled = 0;
  cancelled: unknown;
  readonly stream: ReadableStream<Uint8Array>;

  constructor(pieces: number, pieceBytes: number, failure?: Error) {
    this.stream = new ReadableStream(
      {
        pull: (controller) => {
          if (this.pulled === pieces) {
            if (failure) controller.error(failure);
            else controller.close();
            return;
          }
          controller.enqueue(bytesOf(pieceBytes, this.pulled * pieceBytes));
          this.pulled += 1;
        },
        cancel: (reason) => {
          this.cancelled = reason ?? 'cancelled';
        },
      },
      { highWaterMark: 0 },
    );
  }
}

describe('Blobs and streams by relay', { timeout: 30_000 }, () => {
  const stage = new Stage();

  async function two(): Promise<[a: P2P, b: P2P, idOfB: string]> {
    const [a, b] = [await stage.joined(), await stage.joined()];
    await until(() => a.peers.length === 1);
    return [a, b, b.peerId ?? ''];
  }

  test('arrive as what they were, anywhere in the arguments, at everybody', async () => {
    const [a, b] = await two();
    const c = await stage.joined();
    await until(() => a.peers.length === 2);
    const heard = [b, c].map(
      (p2p) => new Promise<unknown[]>((resolve) => p2p.on('files', (...args: unknown[]) => resolve(args))),
    );
    const bytes = bytesOf(3 * MIB + 7);
    const file = new File([bytes], 'a picture.png', { type: 'image/png', lastModified: 1_700_000_000_000 });
    const blob = new Blob([bytes.subarray(0, 10)], { type: 'text/plain' });
    a.emit('files', file, { deep: [blob, null, new Uint8Array([1, 2])] }, new Blob([]), 'and a text');
    for (const args of await Promise.all(heard)) {
      const [first, { deep }, empty, text] = args as [
        File,
        { deep: [Blob, null, ArrayBuffer] },
        Blob,
        string,
      ];
      assert.ok(first instanceof File && deep[0] instanceof Blob && !(deep[0] instanceof File));
      const { name, type, lastModified } = first;
      assert.deepEqual([name, type, lastModified], ['a picture.png', 'image/png', 1_700_000_000_000]);
      await assertBytes(first, bytes);
      await assertBytes(deep[0], bytes.subarray(0, 10));
      assert.deepEqual([deep[0].type, deep[1], [...new Uint8Array(deep[2])]], ['text/plain', null, [1, 2]]);
      assert.deepEqual([empty.size, text, args.length], [0, 'and a text', 5]);
    }
  });

  test('are answers as well', async () => {
    const [a, b, idOfB] = await two();
    const bytes = bytesOf(200_000);
    b.on('file?', (answer: (file: Blob) => void) => answer(new Blob([bytes])));
    await assertBytes((await a.to(idOfB).emitWithAck('file?')) as Blob, bytes);
    b.on('back', (file: Blob, answer: (file: Blob) => void) => answer(file));
    const all = await a.emitWithAck('back', new Blob([bytes]));
    await assertBytes(all.get(idOfB) as Blob, bytes);
  });

  test('tell how far they are, and can be given up at either end', async () => {
    const [a, b] = await two();
    const progress = { a: record(a, 'progress') as Progress[], b: record(b, 'progress') as Progress[] };
    const file = next<Blob>(b, 'file');
    a.emit('file', new Blob([bytesOf(2 * MIB)]));
    await file;
    for (const all of Object.values(progress)) {
      const last = all.at(-1);
      assert.deepEqual([last?.event, last?.loaded, last?.total], ['file', 2 * MIB, 2 * MIB]);
      assert.ok(all.every(({ loaded }, index) => loaded > (all[index - 1]?.loaded ?? 0)));
    }
    for (const [giver, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const errors = next<P2PError>(giver, 'peer-error');
      const told = record(other, 'peer-error') as P2PError[];
      const heard = record(b, 'large');
      giver.once('progress', ({ abort }) => abort());
      a.emit('large', new Blob([bytesOf(8 * MIB)]));
      assert.deepEqual([(await errors).code, (await errors).event], ['aborted', 'large']);
      const mark = next(b, 'mark');
      a.emit('mark');
      await mark;
      // A sender is not told that a receiver gave up
      if (giver === a) await until(() => told.length > 0);
      assert.deepEqual([heard, told.map(({ code }) => code)], [[], giver === a ? ['aborted'] : []]);
    }
  });

  test('come as soon as they begin, and no faster than they are read', async () => {
    const [a, b] = await two();
    const source = new Pieces(200, 50_000);
    const came = next<ReadableStream<Uint8Array>>(b, 'flow');
    a.emit('flow', source.stream);
    const stream = await came;
    assert.ok(stream instanceof ReadableStream);
    // What it asks for ahead, and the piece that goes beyond
    await until(() => source.pulled >= 20);
    const mark = next(b, 'mark');
    a.emit('mark');
    await mark;
    assert.ok(source.pulled <= 24, `${source.pulled} pieces`);
    const all: Uint8Array[] = [];
    for await (const bytes of stream) all.push(bytes);
    assert.ok(Buffer.concat(all).equals(bytesOf(200 * 50_000)));
  });

  test('that are cancelled by their reader cancel the source, and one of several readers does not', async () => {
    const [a, b, idOfB] = await two();
    const one = new Pieces(1_000, 50_000);
    let came = next<ReadableStream<Uint8Array>>(b, 'flow');
    a.to(idOfB).emit('flow', one.stream);
    await (await came).cancel('enough');
    await until(() => one.cancelled !== undefined);
    const c = await stage.joined();
    await until(() => a.peers.length === 2);
    const both = new Pieces(100, 50_000);
    came = next<ReadableStream<Uint8Array>>(b, 'flow');
    const other = next<ReadableStream<Uint8Array>>(c, 'flow');
    a.emit('flow', both.stream);
    await (await came).cancel();
    let bytes = 0;
    for await (const piece of await other) bytes += piece.length;
    assert.deepEqual([bytes, both.cancelled], [5_000_000, undefined]);
  });

  test('end with an error at the reader where the source fails, is aborted, or its sender goes', async () => {
    const [, b] = await two();
    const failing: [string, (a: P2P, source: Pieces) => void][] = [
      ['a source that fails', () => undefined],
      ['a signal', () => undefined],
      ['a sender that leaves', (a) => a.leave()],
    ];
    for (const [what, fail] of failing) {
      const a = await stage.joined();
      const errors = record(a, 'peer-error') as P2PError[];
      const control = new AbortController();
      const source = new Pieces(30, 50_000, new Error('the disk is gone'));
      const came = next<ReadableStream<Uint8Array>>(b, 'flow');
      await until(() => a.peers.length > 0 && b.peers.some(({ id }) => id === a.peerId));
      a.signal(control.signal)
        .to(b.peerId ?? '')
        .emit('flow', source.stream);
      const reader = (await came).getReader();
      await reader.read();
      if (what === 'a signal') control.abort(new Error('enough'));
      else fail(a, source);
      await assert.rejects(async () => {
        while (!(await reader.read()).done);
      }, what);
      if (what !== 'a sender that leaves') await until(() => errors.length > 0);
      assert.deepEqual(
        errors.map(({ code }) => code),
        what === 'a sender that leaves' ? [] : ['aborted'],
      );
      if (what !== 'a source that fails') await until(() => source.cancelled !== undefined);
      a.disconnect();
    }
  });

  test('go on where they were when the connection of either end is back', async () => {
    const { p2p: a, socket: socketOfA } = await stage.member();
    const { p2p: b, socket: socketOfB } = await stage.member();
    await until(() => a.peers.length === 1);
    const bytes = bytesOf(6 * MIB);
    for (const socket of [socketOfA, socketOfB]) {
      const file = next<Blob>(b, 'file');
      const reconnected = new Promise((resolve) => socket.io.once('reconnect', resolve));
      b.once('progress', () => socket.io.engine.close());
      a.emit('file', new Blob([bytes]));
      await reconnected;
      await assertBytes(await file, bytes);
    }
  });

  test('are not for plain peers, of whom the sender is told', async () => {
    const plain = stage.connect();
    const heard: unknown[] = [];
    plain.on('file', (...args: unknown[]) => heard.push(args));
    const [a, b] = [await stage.joined(), await stage.joined()];
    await until(() => a.peers.length === 2);
    const errors = record(a, 'peer-error') as P2PError[];
    const file = next<Blob>(b, 'file');
    a.emit('file', new Blob(['for those who can']));
    a.to(plain.id ?? '').emit('file', new Blob(['for nobody']));
    assert.equal(await (await file).text(), 'for those who can');
    assert.deepEqual(
      errors.map(({ code, peerIds }) => [code, peerIds]),
      [
        ['too-large', [plain.id]],
        ['too-large', [plain.id]],
      ],
    );
    assert.deepEqual(heard, []);
  });

  test('are refused where they cannot be sent', async () => {
    const [a, , idOfB] = await two();
    const { stream } = new Pieces(1, 1);
    stream.getReader();
    assert.throws(() => a.emit('flow', stream), isTypeError(/somebody else/));
    assert.throws(() => a.volatile.emit('at', new Blob([])), isTypeError(/volatile/));
    assert.throws(() => a.emit('text', { _p2p: [] }), isTypeError(/library/));
    const error = next<P2PError>(a, 'peer-error');
    a.to(idOfB).emit('flow', new ReadableStream({ pull: (its) => its.enqueue('a text') }));
    assert.ok((await error).cause instanceof TypeError);
    const alone = new P2P(stage.connect(), { room: 'nobody' });
    await next(alone, 'ready');
    const unheard = new Pieces(1, 1);
    alone.emit('flow', unheard.stream);
    await until(() => unheard.cancelled !== undefined);
    alone.disconnect();
  });

  test('are a bad message where a peer says what means nothing, or sends what nobody has asked for', async () => {
    const [a, b, idOfB] = await two();
    const line = stage.server.io.sockets.sockets.get(idOfB);
    const errors = record(b, 'peer-error') as P2PError[];
    const say = (ack: number | undefined, ...args: unknown[]): void =>
      void line?.emit('p2p:msg', { room: '', from: a.peerId, ack }, ...args);
    const streams = record(b, 'flow') as ReadableStream[];
    const marks = { _p2p: [{ id: 900, kind: 'stream' }] };
    say(undefined, 'flow', { _p2p: 0 }, marks);
    await until(() => streams.length === 1);
    say(undefined, 'flow', { _p2p: 0 }, marks);
    say(undefined, 'flow', { _p2p: 0 }, { _p2p: [{ id: 1, kind: 'blob' }] });
    say(undefined, 'flow', { _p2p: 0 }, { _p2p: ['nothing'] });
    say(undefined, 'many', ...Array.from({ length: 3 }, () => 0), {
      _p2p: Array.from({ length: 200 }, (_, id) => ({ id: 1_000 + id, kind: 'stream' })),
    });
    await until(() => errors.length === 4);
    say(900, null, null, null, 'data', new Uint8Array(1024 * 1024 + 1));
    const reader = streams[0]?.getReader();
    await assert.rejects(async () => {
      while (!(await reader?.read())?.done);
    });
    // Of what there is not, nothing is said
    for (const what of ['data', 'end', 'abort', 'more', 'cancel', undefined])
      say(77, null, null, null, what, 5);
    const short = new Promise((resolve) => b.once('file', resolve));
    say(undefined, 'file', { _p2p: 0 }, { _p2p: [{ id: 2, kind: 'file', size: 9, name: 5, type: {} }] });
    say(2, null, null, null, 'end');
    await until(() => errors.length === 5);
    assert.ok(errors.every(({ code, peerId }) => code === 'bad-message' && peerId === a.peerId));
    void short;
  });
});

describeInBrowsers(PAGES, (suite, browser) => {
  test('go on by relay when the link is cut, and by another link', async () => {
    const result = await suite.page.evaluate(async () => {
      const [a, b] = await kit.mesh(2);
      await kit.until(() => a.p2p.usePeerConnection && b.p2p.usePeerConnection, 'the upgrades');
      b.listen('file', 'text');
      const bytes = kit.bytes(30_000_000);
      a.p2p.emit('file', new File([bytes], 'film.mp4', { type: 'video/mp4' }));
      await kit.until(() => b.logged('progress').length > 3, 'the first bytes');
      for (let n = 0; n < 100; n++) a.p2p.emit('text', n);
      for (const connection of kit.connections) connection.close();
      await kit.until(() => b.heard('file').length > 0, 'the file');
      await kit.until(() => a.path(b) === 'webrtc', 'another link');
      const file = b.first('file').args[0] as File;
      return {
        same: kit.same(await file.arrayBuffer(), bytes),
        what: [file.name, file.type],
        inOrder: b.heard('text').every(({ args }, n) => args[0] === n) && b.heard('text').length === 100,
        errors: [...a.codes(), ...b.codes()],
      };
    });
    assert.deepEqual(result, { same: true, what: ['film.mp4', 'video/mp4'], inOrder: true, errors: [] });
  });

  for (const path of ['webrtc', 'relay'] as const) {
    // Firefox tells nobody
    const options = { skip: browser === 'Firefox' };
    test(
      `take little memory of either page, however large they are, by ${path}`,
      options,
      async (context) => {
        const receiver = await suite.stage.page();
        const pages = [suite.page, receiver];
        for (const page of pages)
          await page.evaluate((wanted) => {
            const client = kit.open(wanted === 'relay' ? { rtc: null } : {});
            const its: Ends = { client, file: undefined };
            client.p2p.on('file', (file: File) => (its.file = file));
            Object.assign(globalThis, { ends: its });
          }, path);
        for (const page of pages)
          await page.evaluate(
            (wanted) => kit.until(() => ends.client.p2p.peers[0]?.path === wanted, 'the path'),
            path,
          );
        const sessions = await Promise.all(pages.map((page) => page.createCDPSession()));
        for (const session of sessions) await session.send('HeapProfiler.collectGarbage');
        const before = await Promise.all(sessions.map(heldBytes));
        const begun = performance.now();
        await suite.page.evaluate(
          (blocks, blockBytes) => {
            const block = new Blob([kit.bytes(blockBytes - 4)]);
            const parts = Array.from({ length: blocks }, (_, number) => [new Int32Array([number]), block]);
            ends.client.p2p.emit('file', (ends.file = new File(parts.flat(), 'large')));
          },
          FILE_BLOCKS,
          BLOCK_BYTES,
        );
        const most = before.slice();
        while (!(await receiver.evaluate(() => ends.file !== undefined))) {
          for (const [index, session] of sessions.entries())
            most[index] = Math.max(most[index] ?? 0, await heldBytes(session));
          for (const page of pages) assert.deepEqual(await page.evaluate(() => ends.client.codes()), []);
        }
        const seconds = (performance.now() - begun) / 1_000;
        const [sent, come] = [await digestOf(suite.page), await digestOf(receiver)];
        const grown = most.map((bytes, index) => bytes - (before[index] ?? 0));
        await receiver.close();
        context.diagnostic(
          `${FILE_BLOCKS * BLOCK_BYTES} bytes by ${path} in ${seconds.toFixed(1)} s, sender and receiver ` +
            `held ${grown.map((bytes) => (bytes / MIB).toFixed(1)).join(' and ')} MiB more; ${come}`,
        );
        assert.equal(come, sent);
        assert.ok(
          grown.every((bytes) => bytes < 64 * MIB),
          `${grown.join(', ')} bytes`,
        );
      },
    );
  }
});

/** The memory that a page's scripts hold, with the bytes of its arrays; `performance.memory` says the same for minutes. */
async function heldBytes(session: CDPSession): Promise<number> {
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage');
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}

/** What the file is that a page has sent or got, read a block at a time. */
async function digestOf(page: Page): Promise<string> {
  const all = createHash('sha256');
  for (let block = 0; block < FILE_BLOCKS; block++) {
    const digest = await page.evaluate(
      async (from, to) => {
        const bytes = await ends.file?.slice(from, to).arrayBuffer();
        return bytes && [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))];
      },
      block * BLOCK_BYTES,
      // What comes after the last one belongs to it
      block === FILE_BLOCKS - 1 ? undefined : (block + 1) * BLOCK_BYTES,
    );
    assert.ok(digest);
    all.update(Uint8Array.from(digest));
  }
  return all.digest('hex');
}
