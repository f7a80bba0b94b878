import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import puppeteer from 'puppeteer-core';
import { findChromium } from '../browser.js';
import { outcome, PACKAGES } from './cells.js';
import type { Cell, Connect, Transport } from './scenario.js';

/* Plays cells against a server: <runtime> <url> <mode> <client>…, a line for each cell. */

declare const io: Connect;
declare const matrix: { readonly outcome: typeof outcome };

const require = createRequire(import.meta.url);

async function inNode(url: string, mode: string, cells: readonly Cell[]): Promise<void> {
  for (const cell of cells) {
    const connect = require(PACKAGES[cell.client] ?? '') as Connect;
    console.log(await outcome(connect, url, mode, cell));
  }
}

async function inChromium(url: string, mode: string, cells: readonly Cell[]): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no Chromium found: bin/verify installs one');
  const bundle = await build({
    entryPoints: ['tests/matrix/page.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
  });
  // On another port of the server's host, which needs no allowed origin
  const http = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><meta charset="utf-8"><title>matrix</title>');
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const browser = await puppeteer.launch({
    executablePath,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    for (const cell of cells) {
      await page.goto(`http://127.0.0.1:${(http.address() as AddressInfo).port}/`);
      await page.evaluate(await readFile(`node_modules/${PACKAGES[cell.client]}/dist/socket.io.js`, 'utf8'));
      await page.evaluate(bundle.outputFiles[0]?.text ?? '');
      console.log(await page.evaluate((...all) => matrix.outcome(io, ...all), url, mode, cell));
    }
  } finally {
    await browser.close();
    http.close();
  }
}

const [runtime, url = '', mode = '', ...clients] = process.argv.slice(2);
const TRANSPORTS: Readonly<Record<string, readonly Transport[]>> = {
  refused: ['polling', 'websocket'],
  early: ['polling', 'upgrade'],
  many: ['polling', 'upgrade'],
};
const transports = TRANSPORTS[mode] ?? ['polling', 'websocket', 'upgrade'];
const cells = clients.flatMap((client) => transports.map((transport) => ({ client, transport })));
await (runtime === 'node' ? inNode : inChromium)(url, mode, cells);
// Clients of which a cell has failed may still wait for something
process.exit();
