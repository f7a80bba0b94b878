import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomInt, seeded } from '../random.js';
import { NodeClient } from './client.js';
import { FAULTS, type Fault } from './faults.js';
import { JavaPeers } from './java.js';
import { Ledger } from './ledger.js';
import { Company, Member } from './member.js';
import { sleep, until } from './programs.js';
import { isClean, printReport } from './report.js';
import { Stage } from './stage.js';
import { Visitor } from './visitor.js';

const FEW = 6;
const ARRIVALS = 20;
const PRESENCE_MS = 5_000;
const BUSTLE_MS = 1_500;
const VISITOR = 'visitor';
const SETTLED_MS = 1_500;
const BACK_TIMEOUT_MS = 60_000;
const END_TIMEOUT_MS = 30_000;
const SHORT: readonly string[] = ['kill', 'cut', 'roll'];

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jar: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    clients: { type: 'string', default: '60' },
    hall: { type: 'string' },
    peers: { type: 'string', default: '6' },
    rate: { type: 'string', default: '4' },
    java: { type: 'string', default: '' },
    short: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

const minutes = Number(positionals[0] ?? 10);
const seed = Number(given.seed ?? Date.now() % 1_000_000);
const count = Number(given.clients);
const java = Number(given.peers);
const hall = Number(given.hall ?? count);
const names = given.only?.split(',') ?? (given.short ? SHORT : FAULTS.map(({ name }) => name));
const unknown = names.filter((name) => !FAULTS.some((fault) => fault.name === name));
if (unknown.length > 0 || !(minutes > 0) || !(count > 2) || !(hall > 2) || !Number.isInteger(seed)) {
  const known = FAULTS.map(({ name }) => name).join(', ');
  console.error(
    unknown.length > 0 ? `no such fault: ${unknown.join()}; there are ${known}` : 'see bin/chaos --help',
  );
  process.exit(2);
}

const random = seeded(seed);
// The faults are the same in every run of a seed; who says what when is not
const chance = seeded(seed + 1);
const folder = mkdtempSync(join(tmpdir(), 'chaos-'));
const log = createWriteStream(join(folder, 'chaos.log'));
const ledger = new Ledger((line) => log.write(`${line}\n`));
const stage = await Stage.create(folder, String(given.jar), given.java.split(' ').filter(Boolean));
const company = new Company();
const peers = java > 0 ? new JavaPeers(stage.classPath) : undefined;
let visitors = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

console.log(`seed ${seed}, ${count} clients, ${java} of them in Java; logs are in ${folder}`);
let clean = false;
try {
  await play();
  clean = isClean(ledger);
} catch (error) {
  console.error(error);
} finally {
  for (const member of company.members) member.leave();
  await peers?.end(END_TIMEOUT_MS);
  await stage.stop();
}
printReport(ledger);
for (const [name, lines] of stage.complaints())
  if (lines.length > 0) console.log(`${name} complains ${lines.length} times`);
if (clean && !given.keep) rmSync(folder, { recursive: true });
else console.log(`See ${folder}`);
console.log(clean ? 'Every promise was kept' : `Not every promise was kept: --seed ${seed}`);
process.exit(clean ? 0 : 1);

async function play(): Promise<void> {
  ledger.begin('none', 'everybody comes', false);
  await stage.start();
  for (let index = 0; index < count; index++) {
    const rooms = [`hall-${Math.floor(index / hall)}`, `few-${Math.floor(index / FEW)}`];
    const name = `m${index}`;
    const client = index < java ? await peers?.connect(name, stage.url) : undefined;
    const its = client ?? new NodeClient(name, stage.url);
    company.members.push(new Member(name, its, rooms, company, ledger, chance));
    // Not all in one turn: they are of one process, which must go on to answer pings
    if (index % ARRIVALS === ARRIVALS - 1) await sleep(100);
  }
  setInterval(look, 50);
  await until('everybody is here', BACK_TIMEOUT_MS, () => company.members.every(({ isHere }) => isHere));
  await until('everybody sees everybody', BACK_TIMEOUT_MS, () => absences().length === 0);
  ledger.note('everybody is here');
  for (const member of company.members) member.speak(Number(given.rate));
  const beside = setInterval(bustle, BUSTLE_MS);
  mended();
  await sleep(3_000);
  await back();
  for (const fault of schedule()) {
    await strike(fault);
    // What comes after that shows nothing
    if (!ledger.chapter.isOver) break;
  }
  clearInterval(beside);
  for (const visitor of company.visitors) visitor.leave();
  for (const member of company.members) member.hush();
  await until('nothing is under way', BACK_TIMEOUT_MS, () => underWay() === Infinity).catch(() => undefined);
  // What comes twice may come late
  await sleep(3_000);
  for (const absence of absences()) ledger.problem('presence', absence);
  ledger.close();
}

/** What happens beside: somebody comes or leaves, and somebody sends a file. */
function bustle(): void {
  const [visitor] = company.visitors;
  if (visitor && chance() < company.visitors.size / 5) visitor.leave();
  else new Visitor(`${VISITOR}${++visitors}`, stage.url, ['hall-0', 'few-0'], company, ledger);
  company.members[randomInt(chance, count)]?.sendFile();
}

/** The faults to play: each once in its turn, in an order of the seed, until the time is over. */
function* schedule(): Generator<Fault> {
  const deadline = Date.now() + minutes * 60_000;
  const wanted = names.flatMap((name) => FAULTS.find((fault) => fault.name === name) ?? []);
  if (given.short) {
    yield* wanted;
    return;
  }
  while (Date.now() < deadline) {
    const left = [...wanted];
    while (left.length > 0 && Date.now() < deadline) yield* left.splice(randomInt(random, left.length), 1);
  }
}

async function strike(fault: Fault): Promise<void> {
  const { detail, happen } = fault.prepare({ stage, company, random });
  const chapter = ledger.begin(fault.name, detail, fault.forgets ?? false);
  ledger.note(`${fault.name}: ${detail}`);
  await happen();
  mended();
  await back();
  const { awayMs, waitMs, isOver } = chapter;
  const after = isOver
    ? `nothing waited longer than ${seconds(waitMs)}, nobody was away longer than ${seconds(awayMs)}`
    : 'not all is well again';
  console.log(`${ledger.time(chapter.at).padStart(10)}  ${fault.name}: ${detail}; ${after}`);
  await sleep(randomInt(chance, 2_000));
}

function mended(): void {
  ledger.chapter.mendedAt = Date.now();
  ledger.note(`${ledger.chapter.name} is over`);
}

/** Waits until everybody is here, and what is said arrives soon. */
async function back(): Promise<void> {
  const { chapter } = ledger;
  const deadline = Date.now() + BACK_TIMEOUT_MS;
  let since = Date.now();
  for (;;) {
    await sleep(100);
    const now = Date.now();
    if (!company.members.every(({ isHere }) => isHere) || underWay() < now - SETTLED_MS) since = now;
    if (now - since >= SETTLED_MS) break;
    if (now > deadline) {
      ledger.note('not all is well again');
      for (const absence of absences()) ledger.note(absence);
      ledger.writeOff(now - SETTLED_MS);
      return;
    }
  }
  await until('who is here is seen', PRESENCE_MS, () => absences().length === 0).catch(() => undefined);
  for (const absence of absences()) ledger.problem('presence', absence);
  chapter.isOver = true;
  ledger.note('all is well');
}

/** Looks how everybody is. */
function look(): void {
  const { chapter } = ledger;
  for (const member of company.members) {
    member.look();
    chapter.awayMs = Math.max(chapter.awayMs, member.awayMs);
  }
  for (const visitor of company.visitors) visitor.look();
  const waited = Date.now() - underWay();
  chapter.waitMs = Math.max(chapter.waitMs, waited);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** When the oldest of what has not arrived was sent. */
function underWay(): number {
  return Math.min(ledger.oldest(), ...company.members.map(({ oldestQuestion }) => oldestQuestion));
}

function isVisitor(name: string): boolean {
  return name.startsWith(VISITOR);
}

/** Who does not see in a room who is there, or sees others. */
function absences(): string[] {
  const found: string[] = [];
  for (const { name, seats, isHere } of company.members) {
    if (!isHere) found.push(`${name} is not here`);
    for (const { room, place, id } of seats) {
      const wanted = new Map(company.seats(room).map((seat) => [seat.id, seat.name]));
      wanted.delete(id);
      for (const { id: peerId, lost, data } of place.peers) {
        const owner = data?.name ?? '?';
        // Whoever left without a connection is waited for, as somebody who comes back
        if (isVisitor(owner) && (lost || !company.departed.has(owner))) continue;
        if (!wanted.delete(peerId)) found.push(`${name} still sees ${owner} in '${room}' as ${peerId}`);
        else if (lost) found.push(`${name} sees ${owner} in '${room}' as lost`);
      }
      for (const missing of wanted.values()) found.push(`${name} does not see ${missing} in '${room}'`);
    }
  }
  return found;
}
