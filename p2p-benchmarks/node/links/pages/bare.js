// A bare RTCDataChannel, signalled through a minimal relay of Socket.IO
const channels = [];
const volatileChannels = [];

globalThis.contestant = {
  connect({ url, room, others }, inbox) {
    const socket = io(url, { query: { room } });
    const read = reader(inbox);
    const connections = new Map();

    this.openVolatile = async () => {
      const unreliable = { ordered: false, maxRetransmits: 0 };
      for (const pc of connections.values()) {
        const dc = pc.createDataChannel('volatile', { negotiated: true, id: 1, ...unreliable });
        dc.addEventListener('message', ({ data }) => inbox.volatile(Number(data)));
        volatileChannels.push(dc);
      }
      await Promise.all(volatileChannels.map((dc) => new Promise((resolve) => (dc.onopen = resolve))));
    };

    function open(peer) {
      const pc = new RTCPeerConnection();
      const dc = pc.createDataChannel('bench', { negotiated: true, id: 0 });
      dc.binaryType = 'arraybuffer';
      dc.addEventListener('message', ({ data }) => read(peer, data));
      dc.addEventListener('open', () => {
        channels.push(dc);
        inbox.opened();
        dc.send('hello');
      });
      pc.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate) socket.emit('signal', peer, { candidate });
      });
      connections.set(peer, pc);
      return pc;
    }

    async function describe(peer, pc) {
      await pc.setLocalDescription();
      socket.emit('signal', peer, { description: pc.localDescription });
    }

    socket.on('others', (peers) => {
      for (const peer of peers) void describe(peer, open(peer));
    });
    socket.on('signal', async (peer, { description, candidate }) => {
      const pc = connections.get(peer) ?? open(peer);
      if (candidate) await pc.addIceCandidate(candidate);
      if (!description) return;
      await pc.setRemoteDescription(description);
      if (description.type === 'offer') await describe(peer, pc);
    });
  },

  sendEvents(millis) {
    const [dc] = channels;
    return sendPaced(dc, eventsAndEnd(millis), (text) => dc.send(text));
  },

  sendFile(buffer) {
    const [dc] = channels;
    return sendPaced(dc, chunks(buffer), (chunk) => dc.send(chunk));
  },

  sendProbe(at) {
    channels[0].send(`probe ${at}`);
  },

  sendVolatile(at) {
    for (const dc of volatileChannels) dc.send(String(at));
  },

  sendFileToOne(buffer) {
    return this.sendFile(buffer);
  },
};
