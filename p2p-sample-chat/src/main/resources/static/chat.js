import { $, connect, element, ownData, pathBadge, People, roomName } from './room.js';
/* global P2P -- from p2p.global.js */

const MAX_FILE_BYTES = 100 * 1024 * 1024;
const MAX_NAME_LENGTH = 40;
const MAX_TEXT_LENGTH = 4000;
const MAX_ENTRIES = 200;
// No SVG: it is a document that can carry scripts
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];

const socket = connect();
const p2p = new P2P(socket, { autoUpgrade: false, room: roomName, data: ownData });
Object.assign(globalThis, { p2p, socket }); // to play with in the browser's console
const people = new People(p2p, showPrivacy);

/* The timeline */

const log = $('msg-list');
const list = log.firstElementChild;

function append(entry) {
  list.append(entry);
  if (list.childElementCount > MAX_ENTRIES) {
    const [oldest] = list.children;
    for (const { href } of oldest.querySelectorAll('a')) URL.revokeObjectURL(href);
    oldest.remove();
  }
}

/** Adds what somebody said; without a sender it is what this one said. */
function say(name, sender, ...content) {
  const time = new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const meta = element('p', { className: 'meta' }, element('bdi', {}, name), ' ', element('time', {}, time));
  if (sender) meta.append(' ', pathBadge(sender.path));
  append(element('li', { className: sender ? 'theirs' : 'mine' }, meta, ...content));
  if (!sender) log.scrollTop = 0; // the end, as the style has it
}

/** Adds a remark of the page itself. */
function note(text) {
  const { lastElementChild: last } = list;
  if (text && !(last?.className === 'note' && last.textContent === text))
    append(element('li', { className: 'note' }, text));
}

const text = (words) => element('p', { className: 'text', dir: 'auto' }, words);

/* Messages */

$('msg-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const words = $('msg-box').value.trim();
  if (!words) return;
  say(people.name, undefined, text(words));
  p2p.emit('peer-msg', { name: people.name, text: words });
  $('msg-box').value = '';
});

$('msg-box').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $('msg-form').requestSubmit();
});

people.hear('peer-msg', (data, sender) => {
  if (typeof data?.text !== 'string') return;
  // By relay, the server has had a look at the name
  const isChecked = sender.path === 'relay' && typeof data.name === 'string';
  say(isChecked ? data.name.slice(0, MAX_NAME_LENGTH) : people.nameOf(sender.id), sender, text(data.text.slice(0, MAX_TEXT_LENGTH)));
});

/* Files */

$('msg-file').addEventListener('change', async () => {
  const files = [...$('msg-file').files];
  $('msg-file').value = '';
  for (const file of files) await sendFile(file);
});

async function sendFile(file) {
  const { name: filename, type, size } = file;
  if (size > MAX_FILE_BYTES) {
    note(`“${filename}” is too large: a file may have ${inWords(MAX_FILE_BYTES)} at most.`);
    return;
  }
  try {
    const data = await file.arrayBuffer();
    say(people.name, undefined, download(filename, type, data));
    p2p.emit('peer-file', { name: people.name, filename, type, size, data });
  } catch {
    note(`“${filename}” cannot be read.`);
  }
}

people.hear('peer-file', (data, sender) => {
  if (!(data?.data instanceof ArrayBuffer) || data.data.byteLength > MAX_FILE_BYTES) return;
  say(people.nameOf(sender.id), sender, download(data.filename, data.type, data.data));
});

/** A link to the file, as a picture if it is one. The object URL lives as long as the entry. */
function download(filename, type, data) {
  const isPicture = PICTURES.includes(type);
  const name = safeName(filename);
  const blob = new Blob([data], { type: isPicture ? type : 'application/octet-stream' });
  const link = element('a', { href: URL.createObjectURL(blob), download: name, className: 'file' });
  const label = `${name} (${inWords(data.byteLength)})`;
  if (isPicture) {
    const picture = element('img', { src: link.href, alt: label });
    picture.addEventListener('error', () => picture.replaceWith(label));
    link.append(picture);
  } else {
    link.append(label);
  }
  return link;
}

/** A name to save a file under: no folders, nothing hidden, nothing that is written backwards. */
function safeName(filename) {
  const name = String(filename ?? '').replace(/[\p{Cc}\p{Cf}\\/:*?"<>|]/gu, '_');
  return name.replace(/^[.\s]+/, '').slice(-100) || 'file';
}

function inWords(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  const [value, unit] = bytes < 1024 ** 2 ? [bytes / 1024, 'kB'] : [bytes / 1024 ** 2, 'MB'];
  return `${value.toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`;
}

/* Files on their way */

const transfers = new Map();

p2p.on('progress', ({ id, direction, peerId = '', loaded, total, abort }) => {
  const key = `${direction} ${peerId} ${id} `;
  const row = transfers.get(key) ?? addTransfer(key, direction, peerId, () => cancel(key, id, peerId, abort));
  const percent = Math.floor((100 * loaded) / total);
  if (row.bar.value !== percent) {
    row.bar.value = percent;
    row.label.textContent = `${row.what}: ${percent} % of ${inWords(total)}`;
  }
  if (loaded === total) removeTransfers(key);
});

function addTransfer(key, direction, peerId, onCancel) {
  const what = direction === 'send' ? 'Sending a file' : `Receiving a file from ${people.nameOf(peerId)}`;
  const bar = element('progress', { max: 100, value: 0, ariaLabel: what });
  const label = element('span', { dir: 'auto' }, what);
  const button = element('button', { type: 'button', ariaLabel: `Cancel: ${what}` }, 'Cancel');
  button.addEventListener('click', onCancel);
  const row = { what, bar, label, item: element('li', {}, label, bar, button) };
  transfers.set(key, row);
  $('transfers').append(row.item);
  return row;
}

/** The sender of a file cancels it for everybody, a receiver for itself. */
function cancel(key, id, peerId, abort) {
  abort();
  removeTransfers(key);
  // A sender is told by nobody else
  if (peerId) p2p.to(peerId).emit('file-refused', id);
}

/** Removes those whose key begins so. One that goes on comes back with its next part. */
function removeTransfers(prefix) {
  for (const [key, { item }] of transfers) {
    if (!key.startsWith(prefix)) continue;
    transfers.delete(key);
    if (item.contains(document.activeElement)) $('msg-box').focus();
    item.remove();
  }
}

people.hear('file-refused', (id, sender) => {
  removeTransfers(`send  ${id} `);
  note(`${people.nameOf(sender.id)} did not want your file.`);
});

p2p.on('peer-disconnect', () => removeTransfers('send'));

/* The ways: straight to the others where there is a link, or all through the server */

$('links').addEventListener('change', useLinks);
useLinks();

function useLinks() {
  p2p.usePeerConnection = $('links').checked;
}

/* Private mode: past the server */

$('private').addEventListener('click', () => {
  p2p.emit('go-private');
  goPrivate('You made the room private.');
  $('msg-box').focus();
});

people.hear('go-private', (_, sender) => {
  if (p2p.useSockets) goPrivate(`${people.nameOf(sender.id)} made the room private.`);
});

function goPrivate(remark) {
  p2p.useSockets = false;
  $('links').checked = true;
  $('links').disabled = true;
  useLinks();
  $('private').disabled = true;
  $('private').textContent = 'Private';
  note(remark);
  people.show();
}

/** Says plainly what private means now. Called whenever the list of peers has changed. */
function showPrivacy() {
  if (p2p.useSockets) return;
  const names = p2p.peers.filter(({ linked }) => !linked).map(({ id }) => people.nameOf(id));
  $('upgrade-msg').textContent =
    'Private: messages go straight from browser to browser, not through the server.' +
    (names.length > 0 ? ` No link with: ${names.join(', ')}.` : '');
}

p2p.on('peer-connect', ({ id }) => {
  // Waits for the link with the newcomer
  if (!p2p.useSockets) p2p.to(id).emit('go-private');
});

p2p.on('peer-error', (error) => {
  note(people.explain(error));
  if (error.code === 'aborted' && error.peerId) removeTransfers(`receive ${error.peerId} `);
  if (error.code === 'session-lost') removeTransfers('');
});
