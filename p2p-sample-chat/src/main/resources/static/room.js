/* What both pages share: the connection, the names of the peers, and the list of who is there. */
/* global io -- from p2p.global.js */

const MAX_NAME_LENGTH = 40;

const COLOURS = ['Amber', 'Azure', 'Coral', 'Golden', 'Hazel', 'Ivory', 'Jade', 'Scarlet', 'Silver', 'Teal'];
const ANIMALS = ['Badger', 'Crane', 'Dolphin', 'Finch', 'Fox', 'Hare', 'Heron', 'Lynx', 'Otter', 'Wren'];
const pick = (words) => words[Math.floor(Math.random() * words.length)];

const params = new URLSearchParams(location.search);
export const roomName = (params.get('room') ?? '').slice(0, 100);

export const $ = (id) => document.getElementById(id);

/** Makes an element. Text from peers goes into it as text, never as HTML. */
export function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export const badge = (kind, text) => element('span', { className: `badge ${kind}` }, text);
export const pathBadge = (path) => badge(path, path === 'webrtc' ? 'WebRTC' : 'relay');

/** What the others are to know of this page's user: the option `data` of its P2P. */
export const ownData = { name: remembered() || `${pick(COLOURS)} ${pick(ANIMALS)}` };

/** Connects to the P2P server, which is the one that this page comes from: also the cookie of a login goes there. */
export function connect() {
  const socket = io();
  let wasConnected = false;
  const status = (text, isProblem = false) => {
    // Said once, however often the client tries
    if ($('status').textContent !== text) $('status').textContent = text;
    $('status').classList.toggle('problem', isProblem);
  };
  const problem = () =>
    status(
      wasConnected
        ? 'Connection lost, what you write is sent when it is back'
        : 'No connection to the server, trying again…',
      true,
    );
  socket.on('connect', () => {
    wasConnected = true;
    status('Connected');
  });
  // To the login
  socket.on('peer-error', ({ code }) => code === 'token-expired' && location.reload());
  socket.on('connect_error', ({ data }) => (data?.code === 'unauthorized' ? location.reload() : problem()));
  socket.on('disconnect', (reason) => {
    problem();
    // Where the server said goodbye, the client does not come back by itself
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 1000);
  });
  return socket;
}

/** The people in a room: tells the others this one's name, and shows theirs with the way to each. */
export class People {
  #names = new Map();
  #shown;

  constructor(p2p, changed = () => {}) {
    this.p2p = p2p;
    this.changed = changed;
    $('room').textContent = roomName ? `Room ${roomName}` : 'Default room';
    for (const link of document.querySelectorAll('nav a')) link.search = location.search;
    $('name').value = this.name;
    $('name').addEventListener('change', () => this.#rename($('name').value.trim()));

    for (const event of ['peer-connect', 'peer-update']) {
      p2p.on(event, ({ id, data }) => {
        this.#learn(id, data?.name);
        this.show();
      });
    }
    p2p.on('peer-disconnect', ({ id }) => {
      this.#names.delete(id);
      this.show();
    });
    p2p.on('transport', () => this.show());
  }

  /** This page's user. */
  get name() {
    return this.p2p.data.name;
  }

  /** Listens to an event with one argument, whatever a peer really sent: fn(data, sender). */
  hear(event, fn) {
    this.p2p.on(event, (...args) => {
      const [data] = args.length > 1 ? args : [];
      const sender = args.at(-1);
      const { plain } = this.p2p.peers.find(({ id }) => id === sender.id) ?? {};
      // It has no data: what it says of itself is in what it sends
      if (plain && this.#learn(sender.id, data?.name)) this.show();
      fn(data, sender);
    });
  }

  nameOf(id) {
    return this.#names.get(id) ?? `Guest ${id.slice(0, 4)}`;
  }

  show() {
    const isPrivate = !this.p2p.useSockets;
    const rows = this.p2p.peers.map((peer) => {
      const { id, linked, path } = peer;
      const isStranded = isPrivate && !linked;
      return {
        id,
        name: this.nameOf(id),
        kind: isStranded ? 'none' : path,
        remark: remarkOn(peer, isPrivate),
      };
    });
    const now = JSON.stringify(rows);
    if (now === this.#shown) return;
    this.#shown = now;
    const items = rows.map(({ id, name, kind, remark }) => {
      const way = kind === 'none' ? badge(kind, 'no link') : pathBadge(kind);
      const item = element('li', {}, element('bdi', {}, name), ' ');
      if (remark) item.append(element('small', {}, remark), ' ');
      item.append(way);
      item.dataset.peer = id;
      return item;
    });
    $('peer-list').replaceChildren(...items);
    this.changed();
  }

  /** What went wrong, in words; undefined where nobody needs to know. */
  explain({ code, event, peerId, peerIds = peerId ? [peerId] : [], missed, message }) {
    if (event === 'go-private' || event === 'file-refused') return undefined;
    const who = peerIds.map((id) => this.nameOf(id)).join(', ');
    const what = event === 'peer-file' ? 'file' : 'message';
    switch (code) {
      case 'unreachable':
        return `No direct link with ${who}: your ${what} arrives there only if the link comes back.`;
      case 'missed':
        return `Too much is waiting to be sent already${who && ` to ${who}`}: your ${what} was not sent${who && ' there'}.`;
      case 'session-lost':
        return `You were away for too long: what others wrote meanwhile is missing here${
          missed > 0 ? `, and of what you sent last ${missed} may not have arrived` : ''
        }.`;
      case 'too-large':
        return `Too large${who && ` for ${who}`}: a ${what} was not delivered.`;
      case 'aborted':
        return who ? `A ${what} from ${who} was cut off.` : `You cancelled a ${what}.`;
      case 'link-failed':
        return undefined; // the list says who has no link; it is tried again
      case 'bad-message':
      case 'bad-signal':
        return `${who || 'Someone'} sent something that cannot be read.`;
      case 'busy':
      case 'rate-limited':
        return `That was too fast for the server: your ${what} was not delivered.`;
      case 'token-expired':
        return 'You are not logged in any more.';
      case 'join-failed':
        return `You are not in the room: ${message}.`;
      case 'not-a-member':
        return `You are not in the room: your ${what} was not sent.`;
      default:
        return `Your ${what} was refused: ${message}`;
    }
  }

  /** A peer says its name; tells whether it is one. */
  #learn(id, name) {
    if (typeof name !== 'string' || !name.trim()) return false;
    this.#names.set(id, name.trim().slice(0, MAX_NAME_LENGTH));
    return true;
  }

  #rename(name) {
    if (name) {
      this.p2p.data = { name };
      remember(name);
    }
    $('name').value = this.name;
  }
}

/** What is to be said of the way to a peer beside the path that events take. */
function remarkOn({ plain, linked, path, roundTripMs }, isPrivate) {
  if (plain) return 'plain Socket.IO';
  if (!linked) return isPrivate ? '' : 'no link';
  const time = roundTripMs === undefined ? '' : `${Math.max(1, Math.round(roundTripMs))} ms`;
  return path === 'relay' ? `link ready ${time}`.trim() : time;
}

// A browser may forbid storage to a page; a name is not worth failing for
function remembered() {
  try {
    return sessionStorage.getItem('name');
  } catch {
    return null;
  }
}

function remember(name) {
  try {
    sessionStorage.setItem('name', name);
  } catch {
    // The name lasts until the page is left
  }
}
