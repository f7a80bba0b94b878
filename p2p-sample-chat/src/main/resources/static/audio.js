import { $, connect, element, ownData, People, roomName } from './room.js';
/* global P2P -- from p2p.global.js */

const PROBLEMS = {
  NotAllowedError: 'The microphone was not allowed. The browser asks again when you press Start.',
  NotFoundError: 'There is no microphone.',
  NotReadableError: 'The microphone is in use by another program.',
};

const socket = connect();
// A room beside the chat's: its members hear each other only
const p2p = new P2P(socket, { room: `audio:${roomName}`, data: ownData });
Object.assign(globalThis, { p2p, socket }); // to play with in the browser's console
const people = new People(p2p, showNames);

let microphone; // the stream while it is on

$('start').addEventListener('click', () => (microphone ? stop() : start()));

$('mute').addEventListener('click', () => {
  for (const track of microphone.getTracks()) track.enabled = !track.enabled;
  $('mute').ariaPressed = String(!microphone.getTracks()[0].enabled);
});

async function start() {
  $('start').disabled = true;
  try {
    if (!navigator.mediaDevices) throw new Error('Browsers give the microphone to pages with https only.');
    microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
    microphone.getTracks()[0].addEventListener('ended', stop);
    p2p.addStream(microphone);
    showLevel(microphone);
    problem('');
  } catch (error) {
    problem(PROBLEMS[error.name] ?? error.message);
  }
  showButtons();
}

function stop() {
  p2p.removeStream(microphone);
  for (const track of microphone.getTracks()) track.stop();
  microphone = undefined;
  showButtons();
}

function showButtons() {
  $('start').disabled = false;
  $('start').textContent = microphone ? 'Stop microphone' : 'Start microphone';
  $('mute').disabled = !microphone;
  $('mute').ariaPressed = 'false';
}

function problem(text) {
  $('problem').textContent = text ?? '';
}

/** Moves the meter while the stream is the one that is on. */
function showLevel(stream) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  const samples = new Float32Array(analyser.fftSize);
  context.createMediaStreamSource(stream).connect(analyser);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    $('level').value = Math.max(...samples);
    if (microphone === stream) return;
    clearInterval(timer);
    $('level').value = 0;
    void context.close();
  }, 100);
}

/* What others send */

p2p.on('stream', (stream, { id }) => {
  const audio = element('audio', { controls: true, autoplay: true, srcObject: stream });
  const item = element('li', {}, element('bdi', {}), audio);
  item.dataset.peer = id;
  $('streams').append(item);
  stream.addEventListener('removetrack', () => stream.getTracks().length > 0 || item.remove());
  audio.play().catch(({ name }) => {
    if (name === 'NotAllowedError') problem('The browser waits for you: press play to listen.');
  });
  showNames();
});

function showNames() {
  for (const item of $('streams').children) {
    const name = people.nameOf(item.dataset.peer);
    item.firstElementChild.textContent = name;
    item.lastElementChild.ariaLabel = `Audio of ${name}`;
  }
}

p2p.on('peer-disconnect', ({ id }) => {
  for (const item of [...$('streams').children]) if (item.dataset.peer === id) item.remove();
});

p2p.on('peer-error', (error) => problem(people.explain(error)));
