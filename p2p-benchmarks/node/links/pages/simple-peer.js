// simple-peer, signalled through the same relay as the bare channel
const links = [];

globalThis.contestant = {
  connect({ url, room }, inbox) {
    const socket = io(url, { query: { room } });
    const read = reader(inbox);
    const peers = new Map();

    function open(id, initiator) {
      // Its default names STUN servers, which are of no use here
      const peer = new SimplePeer({ initiator, config: { iceServers: [] }, objectMode: true });
      peer.on('signal', (signal) => socket.emit('signal', id, signal));
      peer.on('data', (data) => read(id, data));
      peer.on('connect', () => {
        links.push(peer);
        inbox.opened();
        peer.send('hello');
      });
      peers.set(id, peer);
      return peer;
    }

    socket.on('others', (ids) => {
      for (const id of ids) open(id, true);
    });
    socket.on('signal', (id, signal) => (peers.get(id) ?? open(id, false)).signal(signal));
  },

  sendEvents(millis) {
    const [peer] = links;
    return sendPaced(peer._channel, eventsAndEnd(millis), (text) => peer.send(text));
  },

  sendFile(buffer) {
    const [peer] = links;
    return sendPaced(peer._channel, chunks(buffer), (chunk) => peer.send(chunk));
  },

  sendProbe(at) {
    links[0].send(`probe ${at}`);
  },
};
