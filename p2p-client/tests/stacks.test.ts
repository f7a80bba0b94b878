import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { io, type Socket } from 'socket.io-client';
import { P2P, type P2PError, type Sender } from '../src/index.js';
import { findChromium, Stage } from './browser.js';
import type { Kit } from './page.js';

/* A peer outside browsers, in a room with a page: werift, which brings every message as a Buffer. */

declare const kit: Kit;

const { RTCPeerConnection } = createRequire(import.meta.url)('werift') as {
  RTCPeerConnection: typeof globalThis.RTCPeerConnection;
};

const chromium = findChromium();
const TIMEOUT_MS = 30_000;
const MANY = 300;
const LARGE_BYTES = 100_000;

// Without a STUN server of ours it would ask a public one, and wait five seconds for it
const peerOpts = { iceServers: [{ urls: 'stun:127.0.0.1:9' }], iceStunGatherTimeout: 0.05 };

/** A client in Node.js, and what it hears. */
class NodeClient {
  readonly p2p: P2P;
  readonly errors: string[] = [];
  readonly many: unknown[] = [];
  readonly large: number[] = [];
  readonly paths = new Set<string>();

  constructor(socket: Socket) {
    this.p2p = new P2P(socket, { rtc: { RTCPeerConnection }, peerOpts });
    this.p2p.on('peer-error', ({ code, message }: P2PError) => void this.errors.push(`${code}: ${message}`));
    this.p2p.on('many', (number: number, bytes: ArrayBuffer, { path }: Sender) => {
      this.many.push([number, ...new Uint8Array(bytes)]);
      this.paths.add(path);
    });
    this.p2p.on('large', (bytes: ArrayBuffer, { path }: Sender) => {
      this.large.push(new Uint8Array(bytes).reduce((sum, byte) => sum + byte, 0));
      this.paths.add(path);
    });
  }

  get linked(): boolean {
    return this.p2p.peers.some(({ path }) => path === 'webrtc');
  }

  send(): void {
    for (let number = 0; number < MANY; number++)
      this.p2p.emit('many', number, new Uint8Array([number & 0xff, 7]));
    this.p2p.emit('large', new Uint8Array(LARGE_BYTES).fill(1));
  }
}

const EXPECTED = {
  many: Array.from({ length: MANY }, (_, number) => [number, number & 0xff, 7]),
  large: [LARGE_BYTES],
};

async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + TIMEOUT_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('werift', () => {
  let stage: Stage;
  let page: Page;

  before(async () => {
    assert.ok(chromium, 'no Chromium found: bin/verify installs one, or set CHROME_PATH');
    stage = await Stage.open(chromium);
    page = await stage.page();
  });

  afterEach(() => page.evaluate(() => kit.close()));

  after(() => stage.close());

  /** A socket whose id is greater than the page's, or not: that decides who makes the offer. */
  async function connect(isGreater: boolean, pageId: string): Promise<Socket> {
    for (;;) {
      const socket = io(page.url(), { transports: ['websocket'], forceNew: true });
      await new Promise<void>((resolve) => socket.once('connect', resolve));
      if ((socket.id ?? '') > pageId === isGreater) return socket;
      socket.disconnect();
    }
  }

  for (const offers of [true, false]) {
    test(`links with a page when ${offers ? 'it' : 'the page'} makes the offer, and both hear everything`, async () => {
      const pageId = await page.evaluate(async () => {
        const client = kit.open().listen('many', 'large');
        Object.assign(globalThis, { client });
        await kit.until(() => client.id !== '', 'the join');
        return client.id;
      });
      const node = new NodeClient(await connect(offers, pageId));
      await until(() => node.linked, 'the link');
      node.send();
      const heard = await page.evaluate(
        async (many, largeBytes) => {
          const { client } = globalThis as unknown as { client: ReturnType<Kit['open']> };
          for (let number = 0; number < many; number++)
            client.p2p.emit('many', number, new Uint8Array([number & 0xff, 7]));
          client.p2p.emit('large', new Uint8Array(largeBytes).fill(1));
          await kit.until(
            () => client.heard('large').length > 0 && client.heard('many').length >= many,
            'all',
          );
          const numbers = client.heard('many').map(({ args: [number, bytes] }) => {
            return [number, ...new Uint8Array(bytes as ArrayBuffer)];
          });
          const sums = client.heard('large').map(({ args: [bytes] }) => {
            return new Uint8Array(bytes as ArrayBuffer).reduce((sum, byte) => sum + byte, 0);
          });
          return { many: numbers, large: sums, path: client.paths('large').join() };
        },
        MANY,
        LARGE_BYTES,
      );
      assert.deepEqual(heard, { ...EXPECTED, path: 'webrtc' });
      await until(() => node.large.length > 0 && node.many.length >= MANY, 'all of the page');
      assert.deepEqual({ many: node.many, large: node.large }, EXPECTED);
      assert.deepEqual([[...node.paths], node.errors], [['webrtc'], []]);
      node.p2p.disconnect();
      const codes = await page.evaluate(async () => {
        const { client } = globalThis as unknown as { client: ReturnType<Kit['open']> };
        await kit.until(() => client.p2p.peers.length === 0, 'the leaving');
        return client.codes();
      });
      assert.deepEqual(codes, []);
    });
  }
});
