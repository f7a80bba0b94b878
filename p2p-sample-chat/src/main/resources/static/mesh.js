import { $, badge, element } from './room.js';

const ENDPOINT = 'actuator/p2p';
const POLL_MS = 1000;
const MAX_POLL_MS = 30_000;
const MAX_PEERS = 50;
const LABELLED_PEERS = 16;
const MAX_LABEL_LENGTH = 14;
const LABEL_HEIGHT = 20;

const picture = $('picture');
const params = new URLSearchParams(location.search);
let room = params.get('room') ?? '';
let isChosen = params.has('room');
let mesh = { total: 0, peers: [], links: [] };
// Events by relay in a second, by peer
let rates = new Map();
let last;
let timer;
let delayMs = POLL_MS;
let pointedAt;

/* What the server says */

class Refused extends Error {}

async function ask(query = '', method = 'GET') {
  const answer = await fetch(`${ENDPOINT}${query}`, {
    method,
    headers: { 'X-XSRF-TOKEN': csrfToken() },
    cache: 'no-store',
    signal: AbortSignal.timeout(10_000),
  });
  if (answer.status === 404 && query) return undefined;
  if (answer.status === 403) throw new Refused('Only operators may do that');
  if (!answer.ok) throw new Refused(`The server says ${answer.status}`);
  return answer.json();
}

// As Spring Security sets it for pages that ask by script; empty where nobody logs in
const csrfToken = () => /(?:^|; )XSRF-TOKEN=([^;]*)/.exec(document.cookie)?.[1] ?? '';

const roomQuery = (name) => `?room=${encodeURIComponent(name)}`;

async function poll() {
  clearTimeout(timer);
  try {
    const { rooms, total } = await ask();
    if (!isChosen && !rooms.some((one) => one.room === room)) room = rooms[0]?.room ?? '';
    const asked = room;
    const isThere = rooms.length < total || rooms.some((one) => one.room === asked);
    const answer = isThere ? await ask(`${roomQuery(asked)}&limit=${MAX_PEERS}`) : undefined;
    if (asked === room) {
      measure(answer);
      mesh = answer ?? { total: 0, peers: [], links: [] };
      showRooms(rooms);
      show();
    }
    delayMs = POLL_MS;
    say('Live');
  } catch (error) {
    delayMs = Math.min(2 * delayMs, MAX_POLL_MS);
    const reason = error instanceof Refused ? error.message : 'The server does not answer';
    say(`${reason}, trying again…`, true);
  }
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(poll, delayMs);
}

function say(text, isProblem = false) {
  if ($('status').textContent !== text) $('status').textContent = text;
  $('status').classList.toggle('problem', isProblem);
}

function measure(answer) {
  const now = performance.now();
  const counts = new Map((answer?.peers ?? []).map(({ id, relayed }) => [id, relayed]));
  rates = new Map(
    [...counts].map(([id, count]) => {
      const before = last?.room === room ? last.counts.get(id) : undefined;
      return [id, before === undefined ? 0 : (1000 * (count - before)) / (now - last.time)];
    }),
  );
  last = { room, counts, time: now };
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) poll();
});

/* Rooms and peers in words */

const nameOfRoom = (name) => name || 'Default room';

function showRooms(rooms) {
  const shown = rooms.some((one) => one.room === room) ? rooms : [{ room, peers: 0 }, ...rooms];
  const options = shown.map(({ room: value, peers }) => ({ value, text: `${nameOfRoom(value)} (${peers})` }));
  const list = $('room-list');
  const now = JSON.stringify(options);
  if (list.dataset.now !== now) {
    list.dataset.now = now;
    list.replaceChildren(...options.map(({ value, text }) => element('option', { value, dir: 'auto' }, text)));
  }
  list.value = room;
}

$('room-list').addEventListener('change', () => {
  room = $('room-list').value;
  isChosen = true;
  history.replaceState(null, '', roomQuery(room));
  poll();
});

/** Adds to what the server says of a peer what the picture and the table need. */
function describe() {
  const others = mesh.total - 1;
  const outgoing = new Map();
  for (const { from, to, path, returnPath } of mesh.links) {
    if (path === 'webrtc') outgoing.set(from, (outgoing.get(from) ?? 0) + 1);
    if (returnPath === 'webrtc') outgoing.set(to, (outgoing.get(to) ?? 0) + 1);
  }
  return mesh.peers.map((peer) => {
    const linked = outgoing.get(peer.id) ?? 0;
    return { ...peer, name: nameOf(peer), linked, relays: linked < others, rate: rates.get(peer.id) ?? 0 };
  });
}

// Who a peer is goes before what it says of itself, which goes into the page as text only
function nameOf({ id, values }) {
  const name = values?.principal ?? values?.data?.name;
  return (typeof name === 'string' && name.trim().slice(0, 40)) || `Peer ${id.slice(0, 4)}`;
}

function show() {
  const peers = describe();
  const open = mesh.links.filter(({ path, returnPath }) => path === 'webrtc' || returnPath === 'webrtc').length;
  const part = mesh.total > peers.length ? `, ${peers.length} of them shown` : '';
  const summary = `${count(mesh.total, 'peer')}${part}, ${count(open, 'link')} in use`;
  if ($('summary').textContent !== summary) $('summary').textContent = summary;
  $('close-room').disabled = mesh.total === 0;
  showTable(peers);
  draw(peers);
}

const count = (number, what) => `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;

function showTable(peers) {
  const table = $('peers');
  const rows = new Map([...table.rows].map((row) => [row.dataset.peer, row]));
  const wanted = peers.map((peer) => {
    const row = rows.get(peer.id) ?? addRow(peer.id);
    rows.delete(peer.id);
    fill(row, peer);
    return row;
  });
  for (const row of rows.values()) row.remove();
  // Moving a row takes the focus from it
  wanted.forEach((row, index) => {
    if (table.rows[index] !== row) table.insertBefore(row, table.rows[index] ?? null);
  });
}

function addRow(id) {
  const button = element('button', { type: 'button' }, 'Remove');
  button.addEventListener('click', () => remove(id));
  const row = element('tr', {}, element('th', { scope: 'row' }), element('td'), element('td', {}, button));
  row.dataset.peer = id;
  const point = (value) => () => pointAt(value);
  row.addEventListener('pointerenter', point(id));
  row.addEventListener('pointerleave', point(undefined));
  row.addEventListener('focusin', point(id));
  row.addEventListener('focusout', point(undefined));
  return row;
}

function fill(row, { id, name, plain, webrtc, lost, linked, relays, rate }) {
  const now = JSON.stringify([name, plain, webrtc, lost, linked, relays, Math.round(rate)]);
  if (row.dataset.now === now) return;
  row.dataset.now = now;
  const [head, ways, action] = row.cells;
  head.replaceChildren(element('bdi', {}, name), ' ');
  const remark = lost ? 'lost, may come back' : plain ? 'plain Socket.IO' : webrtc ? '' : 'no WebRTC';
  head.append(element('small', {}, remark || id.slice(0, 8)));
  ways.replaceChildren();
  if (linked > 0) ways.append(badge('webrtc', count(linked, 'link')), ' ');
  if (relays) ways.append(badge('relay', rate >= 0.5 ? `relay ${Math.round(rate)}/s` : 'relay'));
  action.firstChild.ariaLabel = `Remove ${name}`;
}

/* What may be done to them */

async function remove(id) {
  const { name } = describe().find((peer) => peer.id === id) ?? { name: 'this peer' };
  if (confirm(`Remove ${name}? Its connection ends and it leaves all its rooms.`))
    await act(`/${encodeURIComponent(id)}`);
}

$('close-room').addEventListener('click', async () => {
  const who = count(mesh.total, 'peer');
  if (confirm(`Close “${nameOfRoom(room)}”? ${who} will be put out of it.`)) await act(roomQuery(room));
});

async function act(query) {
  try {
    await ask(query, 'DELETE');
    await poll();
  } catch (error) {
    say(error instanceof Refused ? `${error.message}: nothing was removed` : 'The server does not answer', true);
  }
}

/* The picture: the server in the middle, the peers around it */

const drawn = new Map();
const layers = ['lines', 'nodes'].map((className) => svg('g', { class: className }));
picture.append(...layers);

function svg(tag, attributes = {}) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Draws an element anew only if there was none: what moves goes on moving. */
function put(seen, layer, key, tag, attributes, text) {
  let made = drawn.get(key);
  if (!made) {
    made = svg(tag);
    drawn.set(key, made);
    layer.append(made);
  }
  seen.add(key);
  for (const [name, value] of Object.entries(attributes)) {
    if (made.getAttribute(name) !== String(value)) made.setAttribute(name, value);
  }
  if (text !== undefined && made.textContent !== text) made.textContent = text;
  return made;
}

function draw(peers) {
  const { clientWidth: width, clientHeight: height } = picture;
  if (width === 0 || height === 0) return;
  picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const seen = new Set();
  const [lines, nodes] = layers;
  const server = { x: width / 2, y: height / 2 - LABEL_HEIGHT / 2 };
  picture.style.setProperty('--link-width', mesh.links.length > 100 ? 0.8 : mesh.links.length > 20 ? 1.3 : 2);
  const places = arrange(peers, width, height);
  for (const { from, to, path, returnPath } of mesh.links) {
    const isOpen = path === 'webrtc' || returnPath === 'webrtc';
    if (!isOpen || !places.has(from) || !places.has(to)) continue;
    const half = path === returnPath ? '' : ' half';
    const faded = fades(from, to);
    put(seen, lines, `link ${from} ${to}`, 'path', {
      class: `link${half}${faded}`,
      d: bow(places.get(from), places.get(to)),
    });
  }
  for (const { id, relays, rate } of peers) {
    if (!relays) continue;
    const { x, y } = places.get(id);
    put(seen, lines, `relay ${id}`, 'path', {
      class: `relay${rate >= 0.5 ? ' busy' : ''}${fades(id)}`,
      d: `M${x} ${y}L${server.x} ${server.y}`,
      style: `stroke-width: ${(1.5 + Math.min(5, Math.log2(1 + rate))).toFixed(1)}`,
    });
  }
  put(seen, nodes, 'server', 'rect', {
    class: 'server',
    x: server.x - 34,
    y: server.y - 17,
    width: 68,
    height: 34,
    rx: 8,
  });
  put(seen, nodes, 'server text', 'text', { class: 'inside', x: server.x, y: server.y }, 'Server');
  if (peers.length === 0)
    put(seen, nodes, 'nobody', 'text', { class: 'note', x: server.x, y: server.y + 40 }, 'Nobody is in this room');
  for (const peer of peers) drawPeer(seen, nodes, peer, places.get(peer.id), peers.length);
  for (const [key, made] of drawn) {
    if (seen.has(key)) continue;
    made.remove();
    drawn.delete(key);
  }
}

function arrange(peers, width, height) {
  const marginX = Math.min(70, width / 6);
  const places = peers.map(({ id }, index) => {
    const angle = (2 * Math.PI * index) / peers.length - Math.PI / 2;
    // Two rings where one has no room
    const share = peers.length > 24 && index % 2 ? 0.8 : 1;
    return [
      id,
      {
        x: Math.round(width / 2 + share * (width / 2 - marginX) * Math.cos(angle)),
        y: Math.round((height - LABEL_HEIGHT) / 2 + share * (height / 2 - 18 - LABEL_HEIGHT / 2) * Math.sin(angle)),
      },
    ];
  });
  return new Map(places);
}

/** A curve beside the straight line, which would run through the server. */
function bow(from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const x = (from.x + to.x) / 2 - dy * 0.2;
  const y = (from.y + to.y) / 2 + dx * 0.2;
  return `M${from.x} ${from.y}Q${x.toFixed(1)} ${y.toFixed(1)} ${to.x} ${to.y}`;
}

function drawPeer(seen, layer, { id, name, plain, lost }, { x, y }, peers) {
  const radius = peers > 24 ? 8 : peers > LABELLED_PEERS ? 11 : 15;
  const group = put(seen, layer, `peer ${id}`, 'g', {});
  if (!group.firstChild) {
    group.append(svg('title'), svg('circle'), svg('text'));
    group.addEventListener('pointerenter', () => pointAt(id));
    group.addEventListener('pointerleave', () => pointAt(undefined));
  }
  const [title, circle, label] = group.children;
  if (title.textContent !== name) title.textContent = name;
  const kind = `${plain ? ' plain' : ''}${lost ? ' lost' : ''}`;
  const attributes = { class: `peer${kind}`, cx: x, cy: y, r: radius };
  for (const [key, value] of Object.entries(attributes)) circle.setAttribute(key, value);
  label.setAttribute('x', x);
  label.setAttribute('y', y + radius + 16);
  const isLabelled = peers <= LABELLED_PEERS || id === pointedAt;
  const short = name.length > MAX_LABEL_LENGTH ? `${name.slice(0, MAX_LABEL_LENGTH - 1)}…` : name;
  label.textContent = isLabelled ? short : '';
}

const fades = (...ids) => (pointedAt === undefined || ids.includes(pointedAt) ? '' : ' faded');

/** Shows the ways of one peer and fades the others. */
function pointAt(id) {
  pointedAt = mesh.peers.some((peer) => peer.id === id) ? id : undefined;
  for (const row of $('peers').rows) row.classList.toggle('shown', row.dataset.peer === pointedAt);
  draw(describe());
}

new ResizeObserver(() => draw(describe())).observe(picture);
await poll();
