/* What every client does against the server, in Node.js and in a page alike. */

export type Transport = 'polling' | 'websocket' | 'upgrade';

/** What the clients of all versions have in common. */
export interface Client {
  readonly id: string;
  readonly io: {
    readonly engine: Engine;
    socket(namespace: string, options: object): Client;
  };
  on(event: string, listener: (...args: unknown[]) => void): void;
  once(event: string, listener: (...args: unknown[]) => void): void;
  emit(event: string, ...args: unknown[]): void;
  close(): void;
}

interface Engine extends Pick<Client, 'once'> {
  readonly transport: { readonly name: string };
  /** In version 4. */
  _probe?: (transport: string) => void;
  /** Before. */
  probe?: (transport: string) => void;
}

export type Connect = (url: string, options: object) => Client;

export interface Cell {
  readonly client: string;
  readonly transport: Transport;
}

const TIMEOUT_MS = 10_000;
const PART = 100;

const TEXT = 'Grüße 🎈 𝒳 e\u0301 \u{10ffff} \u2028 \\ "';
const AUTH = { token: TEXT };

// Version 2 knows no typed arrays
export function bytes(length: number): ArrayBuffer {
  return Uint8Array.from({ length }, (_, index) => index * 7).buffer;
}

/** Several arguments with five binaries, the deepest four down. */
function args(): unknown[] {
  return [
    1,
    TEXT,
    { a: { b: [bytes(3), { c: bytes(200) }] }, list: [true, null, 1.5] },
    [bytes(1), 'x', bytes(0)],
    null,
    bytes(70_000),
  ];
}

/** Bytes of any kind become the same, so that values can be compared as text. */
function text(value: unknown): string {
  return JSON.stringify(plain(value));
}

function plain(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return { bytes: [...new Uint8Array(value)] };
  if (ArrayBuffer.isView(value))
    return { bytes: [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)] };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
  return value;
}

export function same(what: string, actual: unknown, expected: unknown): void {
  if (text(actual) !== text(expected))
    throw new Error(`${what}: ${text(actual).slice(0, 300)} and not ${text(expected).slice(0, 300)}`);
}

/** The arguments of the next event of a name. */
export function next(what: string, client: Pick<Client, 'once'>, event: string): Promise<unknown[]> {
  return withTimeout(what, new Promise((resolve) => client.once(event, (...all) => resolve(all))));
}

export function withTimeout<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), TIMEOUT_MS);
  });
  const result = Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
  // Nobody may wait for it any more
  result.catch(() => undefined);
  return result;
}

async function echo(client: Client, ...sent: unknown[]): Promise<void> {
  const back = next('the echo', client, 'message-back');
  client.emit('message', ...sent);
  same('the echo', await back, sent);
}

/** The client asks the server, and the server the client. */
async function acknowledgements(client: Client): Promise<void> {
  const answer = withTimeout(
    'the acknowledgement',
    new Promise((resolve) => client.emit('message-with-ack', ...args(), (...all: unknown[]) => resolve(all))),
  );
  same('the acknowledgement', await answer, args());
  const question = next('the question', client, 'question');
  client.emit('ask', ...args());
  const asked = await question;
  const acknowledge = asked.pop() as (...all: unknown[]) => void;
  same('the question', asked, args());
  const heard = next('the answer', client, 'answer');
  acknowledge(...args().reverse());
  same('the answer', await heard, args().reverse());
}

/** Numbered messages there and back, in three parts: the upgrade comes in between. */
async function numbers(
  client: Client,
  upgrading: Promise<unknown>,
  upgrade: Promise<unknown>,
): Promise<void> {
  const heard: unknown[] = [];
  const all = withTimeout(
    `${3 * PART} messages`,
    new Promise<void>((resolve) =>
      client.on('message-back', (number) => {
        heard.push(number);
        if (heard.length === 3 * PART) resolve();
      }),
    ),
  );
  let sent = 0;
  const send = () => {
    for (const end = sent + PART; sent < end; sent++) client.emit('message', sent);
  };
  send();
  await upgrading;
  send();
  await upgrade;
  send();
  await all.catch((error: unknown) => {
    throw new Error(`${String(error)}: ${heard.length} came`);
  });
  same(
    'the numbers',
    heard,
    Array.from({ length: 3 * PART }, (_, index) => index),
  );
}

async function disconnected(client: Client): Promise<void> {
  const reason = next('the end', client, 'disconnect');
  client.emit('leave');
  same('the reason', (await reason)[0], 'io server disconnect');
}

interface Open {
  readonly client: Client;
  readonly auth: Promise<unknown[]>;
  readonly upgrading: Promise<unknown>;
  readonly upgrade: Promise<unknown>;
}

/** A client that is connected; where it is to be upgraded, it is not upgraded yet. */
async function open(connect: Connect, url: string, transport: Transport): Promise<Open> {
  const client = connect(url, {
    transports: transport === 'upgrade' ? ['polling', 'websocket'] : [transport],
    auth: AUTH,
    forceNew: true,
    reconnection: false,
  });
  const auth = next('the auth', client, 'auth');
  const connected = next('the connection', client, 'connect');
  const upgrades = transport === 'upgrade';
  if (upgrades) upgradeAfter(connected, client.io.engine);
  const upgrading = upgrades ? next('the probe', client.io.engine, 'upgrading') : Promise.resolve();
  const upgrade = upgrades ? next('the upgrade', client.io.engine, 'upgrade') : Promise.resolve();
  const refusal = next('a refusal', client, 'connect_error').then(([error]) => {
    throw error;
  });
  await Promise.race([connected, refusal]);
  return { client, auth, upgrading, upgrade };
}

/** Holds the upgrade back, which may else be over before there is anything to be sent. */
function upgradeAfter(connected: Promise<unknown>, engine: Engine): void {
  const name = engine._probe ? '_probe' : 'probe';
  const probe = engine[name];
  if (!probe) throw new Error('a client that upgrades in another way');
  engine[name] = (transport) => void connected.then(() => probe.call(engine, transport));
}

/** Fails unless the client and the server understand each other. */
export async function play(
  connect: Connect,
  url: string,
  { client: version, transport }: Cell,
): Promise<void> {
  const { client, auth, upgrading, upgrade } = await open(connect, url, transport);
  // version 2 has no auth
  same('the auth', await auth, [version.startsWith('2.') ? {} : AUTH]);
  await numbers(client, upgrading, upgrade);
  await echo(client, TEXT);
  await echo(client, ...args());
  await acknowledgements(client);
  const custom = client.io.socket('/custom', { auth: AUTH });
  await next('the other namespace', custom, 'connect');
  await echo(custom, ...args());
  await acknowledgements(custom);
  await disconnected(custom);
  await echo(client, 'still here');
  same('the transport', client.io.engine.transport.name, transport === 'polling' ? 'polling' : 'websocket');
  await disconnected(client);
}

/** How a client connects that leaves the transports as they are by default, and so upgrades. */
export function byDefault(transport: Transport): object {
  const transports = transport === 'upgrade' ? {} : { transports: [transport] };
  return { ...transports, auth: AUTH, forceNew: true, reconnection: false };
}

/**
 * Fails unless binaries arrive that many clients send from the first moment, while the first packets go by
 * polling and the next by WebSocket.
 */
export async function early(connect: Connect, url: string, { transport }: Cell): Promise<void> {
  const lost: unknown[] = [];
  const one = async () => {
    const client = connect(url, byDefault(transport));
    const back = next('the echo', client, 'message-back');
    const sent = [bytes(3), { deep: bytes(200) }];
    client.once('connect', () => client.emit('message', ...sent));
    same('the echo', await back, sent);
    await disconnected(client);
  };
  await Promise.all(
    Array.from({ length: 40 }, () => one().catch((error: unknown) => lost.push(String(error)))),
  );
  if (lost.length > 0) throw new Error(`${lost.length} of 40 have lost it: ${String(lost[0])}`);
}

/** Fails unless all arrives that is sent in one turn, or while there is no connection yet. */
export async function many(connect: Connect, url: string, { transport }: Cell): Promise<void> {
  const client = connect(url, byDefault(transport));
  const heard: unknown[] = [];
  let expected = 5000;
  let whole: (() => void) | undefined;
  client.on('message-back', (...all) => {
    if (heard.push(all) === expected) whole?.();
  });
  const awaitAll = (what: string) => withTimeout(what, new Promise<void>((resolve) => (whole = resolve)));
  const offline = awaitAll('5,000 events from before the connection');
  for (let i = 0; i < 5000; i++) client.emit('message', i);
  await offline;
  same('the order', heard.flat(), [...Array(5000).keys()]);
  heard.length = 0;
  expected = 1100;
  const turn = awaitAll('1,100 events of one turn');
  for (let i = 0; i < 1100; i++) client.emit('message', i);
  await turn;
  same('the order', heard.flat(), [...Array(1100).keys()]);
  heard.length = 0;
  expected = 400;
  const binaries = awaitAll('400 events with two binaries');
  for (let i = 0; i < 400; i++) client.emit('message', i, bytes(1), bytes(2));
  await binaries;
  same(
    'the binaries',
    heard,
    Array.from({ length: 400 }, (_, i) => [i, bytes(1), bytes(2)]),
  );
  await disconnected(client);
}

/** Fails unless the server refuses the client. */
export async function refused(connect: Connect, url: string, { transport }: Cell): Promise<void> {
  const client = connect(url, { transports: [transport], forceNew: true, reconnection: false });
  const connected = next('nothing', client, 'connect').then(() => {
    throw new Error('it was let in');
  });
  await Promise.race([next('the refusal', client, 'connect_error'), connected]);
  client.close();
}
