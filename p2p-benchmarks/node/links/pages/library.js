// This project's client, at this project's server
const WINDOW = 1024;
const ACKNOWLEDGED_EACH = 128;

let p2p;
let acknowledged;

globalThis.contestant = {
  connect({ url, room }, inbox) {
    p2p = new P2P(io(url), { room, ...(globalThis.key && { key }) });
    // Each link is used when it opens, as with the others
    p2p.usePeerConnection = true;
    const greeted = new Set();

    p2p.on('peer-error', ({ code, message }) => inbox.fail(`${code}: ${message}`));
    p2p.on('transport', ({ id, linked, path }) => {
      if (!linked || path !== 'webrtc' || greeted.has(id)) return;
      greeted.add(id);
      inbox.opened();
      p2p.to(id).emit('hello');
    });
    p2p.on('hello', ({ id, path }) => {
      if (path === 'webrtc') inbox.hello(id);
      else inbox.fail('a greeting has come by relay');
    });

    let received = 0;
    p2p.on('tick', (text) => {
      inbox.event(text);
      if (++received % ACKNOWLEDGED_EACH === 0) p2p.emit('seen', received);
    });
    p2p.on('seen', (count) => acknowledged?.(count));
    p2p.on('end', (count) => {
      received = 0;
      inbox.end(count);
    });
    p2p.on('probe', (at) => inbox.probe(at));
    p2p.on('file', (buffer) => inbox.complete(buffer));
    p2p.on('at', (at) => inbox.volatile(at));
  },

  state() {
    return p2p.peers.map(({ linked, path }) => `${linked ? 'linked' : 'not linked'} by ${path}`).join(' ');
  },

  // As an application would that has more to say than the link takes: the others say what they have seen
  async sendEvents(millis) {
    let seen = 0;
    let wake;
    acknowledged = (count) => {
      seen = count;
      wake?.();
    };
    let sent = 0;
    for (const text of events(millis)) {
      p2p.emit('tick', text);
      sent += 1;
      while (sent - seen >= WINDOW) await new Promise((resolve) => (wake = resolve));
    }
    acknowledged = undefined;
    p2p.emit('end', sent);
  },

  async sendFile(buffer) {
    p2p.emit('file', buffer);
  },

  sendProbe(at) {
    p2p.emit('probe', at);
  },

  sendVolatile(at) {
    p2p.volatile.emit('at', at);
  },

  // What the others need not have
  sendFileToOne(buffer) {
    p2p.to(p2p.peers[0].id).emit('file', buffer);
  },
};
