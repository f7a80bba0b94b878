/* What both pages share: the connection, the names of the peers, and the list of who is there. */
/* global io -- from p2p.global.js */

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

/** Connects to the P2P server: on the port in ?port=, or the one that this page's server names. */
export async function connect() {
  const port = Number(params.get('port')) || (await (await fetch('p2p-port')).text());
  const socket = io(`${location.protocol}//${location.hostname}:${port}`);
  const status = (text, isProblem = false) => {
    // Said once, however often the client tries
    if ($('status').textContent !== text) $('status').textContent = text;
    $('status').classList.toggle('problem', isProblem);
  };
  socket.on('connect', () => status('Connected'));
  socket.on('connect_error', () => status('No connection to the server, trying again…', true));
  socket.on('disconnect', (reason) => {
    status('Connection lost, trying again…', true);
    // Where the server said goodbye, the client does not come back by itself
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 1000);
  });
  return socket;
}

/** The people in a room: tells the others this one's name, and shows theirs with the path to each. */
export class People {
  #names = new Map();
  #shown;

  constructor(socket, p2p, changed = () => {}) {
    this.p2p = p2p;
    this.name = remembered() || `${pick(COLOURS)} ${pick(ANIMALS)}`;
    this.changed = changed;
    $('room').textContent = roomName ? `Room ${roomName}` : 'Default room';
    $('other-page').search = location.search;
    $('name').value = this.name;
    $('name').addEventListener('change', () => this.#rename($('name').value.trim()));

    const hello = (ask) => ({ name: this.name, ask });
    socket.on('connect', () => p2p.emit('hello', hello(true)));
    this.hear('hello', (data, sender) => {
      this.learn(sender.id, data?.name);
      if (data?.ask === true) p2p.to(sender.id).emit('hello', hello(false));
    });
    p2p.on('peer-connect', () => this.show());
    p2p.on('peer-disconnect', ({ id }) => {
      this.#names.delete(id);
      this.show();
    });
    p2p.on('transport', () => this.show());
  }

  /** Listens to an event with one argument, whatever a peer really sent: fn(data, sender). */
  hear(event, fn) {
    this.p2p.on(event, (...args) => fn(args.length > 1 ? args[0] : undefined, args.at(-1)));
  }

  /** A peer says its name. */
  learn(id, name) {
    if (typeof name !== 'string' || !name.trim()) return;
    this.#names.set(id, name.trim().slice(0, 40));
    this.show();
  }

  nameOf(id) {
    return this.#names.get(id) ?? `Guest ${id.slice(0, 4)}`;
  }

  show() {
    const isPrivate = !this.p2p.useSockets;
    const rows = this.p2p.peers.map(({ id, linked, path }) => [id, this.nameOf(id), linked, path]);
    const now = JSON.stringify([isPrivate, rows]);
    if (now === this.#shown) return;
    this.#shown = now;
    const items = rows.map(([id, name, linked, path]) => {
      const way = isPrivate && !linked ? badge('none', 'not reachable') : pathBadge(path);
      const item = element('li', {}, element('bdi', {}, name), ' ', way);
      if (linked && path === 'relay') item.append(' ', element('small', {}, 'link ready'));
      item.dataset.peer = id;
      return item;
    });
    $('peer-list').replaceChildren(...items);
    this.changed();
  }

  /** What went wrong, in words; undefined where nobody needs to know. */
  explain({ code, event, peerId, peerIds = peerId ? [peerId] : [], message }) {
    if (event === 'hello' || event === 'go-private') return undefined;
    const who = peerIds.map((id) => this.nameOf(id)).join(', ');
    const what = { 'peer-file': 'file', 'peer-msg': 'message' }[event] ?? 'message';
    switch (code) {
      case 'unreachable':
        return `Not reachable without the server: ${who}. Your ${what} was not delivered there.`;
      case 'too-large':
        return `Too large${who && ` for ${who}`}: a ${what} was not delivered.`;
      case 'aborted':
        return `A ${what}${who && ` to or from ${who}`} was cut off.`;
      case 'link-failed':
        return `There is no direct link with ${who}.`;
      case 'bad-message':
      case 'bad-signal':
        return `${who || 'Someone'} sent something that cannot be read.`;
      case 'busy':
        return `That was too fast for the server: your ${what} was not delivered.`;
      case 'join-failed':
        return `You are not in the room: ${message}.`;
      default:
        return `Your ${what} was refused: ${message}`;
    }
  }

  #rename(name) {
    if (name) {
      this.name = name;
      remember(name);
      this.p2p.emit('hello', { name });
    }
    $('name').value = this.name;
  }
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
