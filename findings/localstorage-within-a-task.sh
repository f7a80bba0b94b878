#!/usr/bin/env bash
# Chromium and Firefox as installed (seen with 156 and 153), driven by puppeteer-core 24.8.2.
#
# What happens: a tab reads a key of localStorage that is not there, and goes on in the same task. Another tab of the origin
# writes the key, in a task of its own that ends. The first tab reads it again, half a second later: it is still not there.
# In its next task it is. A lock of navigator.locks, asked for with ifAvailable by both tabs, is given to one of them.
#
# Why it surprises: localStorage is synchronous and said to be shared by all tabs of an origin, so that reading and writing
# in one go looks as if it could decide which of two tabs (a duplicated one has a copy of the sessionStorage) may go on
# with something. While a script runs, it sees the storage as it was.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chromium=${CHROME_PATH:-$(command -v chromium || command -v google-chrome || true)}
firefox=${FIREFOX_PATH:-$(command -v firefox-esr || command -v firefox || true)}
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund puppeteer-core@24.8.2
cat >finding.mjs <<'JS'
import { createServer } from 'node:http';
import puppeteer from 'puppeteer-core';

const [browser, executablePath] = process.argv.slice(2);
const site = createServer((_request, response) => {
  response.setHeader('Content-Type', 'text/html');
  response.end('<!doctype html><title>a tab</title>');
});
await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
const launched = await puppeteer.launch({ browser, executablePath, headless: true, args: browser === 'chrome' ? ['--no-sandbox'] : [] });
// Tabs that nobody has opened from another one have processes of their own
const tabs = [await launched.newPage(), await launched.newPage()];
for (const tab of tabs) await tab.goto(`http://localhost:${site.address().port}/`);

/** Looks, looks again in the same task when the other one has written, and then in the next task. */
const look = async (at) => {
  const busyUntil = (time) => {
    while (Date.now() < time);
  };
  busyUntil(at);
  const before = localStorage.getItem('taken');
  busyUntil(at + 600);
  const after = localStorage.getItem('taken');
  await new Promise((resolve) => setTimeout(resolve, 200));
  return [before, after, localStorage.getItem('taken')];
};
const write = async (at) => {
  await new Promise((resolve) => setTimeout(resolve, at + 200 - Date.now()));
  localStorage.setItem('taken', 'yes');
};
const at = Date.now() + 1_000;
const [looks] = await Promise.all([tabs[0].evaluate(look, at), tabs[1].evaluate(write, at)]);

const lock = () =>
  new Promise((resolve) => {
    navigator.locks.request('taken', { ifAvailable: true }, (its) => {
      resolve(its !== null);
      return its && new Promise(() => {});
    });
  });
const byLock = await Promise.all(tabs.map((tab) => tab.evaluate(lock)));
console.log(`${looks.map(String).join(', ')}; ${byLock.filter(Boolean).length} lock`);
await launched.close();
site.close();
JS
status=0
for pair in "chrome $chromium" "firefox $firefox"; do
	read -r browser path <<<"$pair"
	[ -n "$path" ] || { echo "no $browser here"; continue; }
	saw=$(timeout 60 node finding.mjs "$browser" "$path")
	echo "$browser: before, after and in the next task: $saw"
	[ "$saw" = 'null, null, yes; 1 lock' ] || status=1
done
exit "$status"
