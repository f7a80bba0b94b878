import { defineComponent, h, type PropType } from 'vue';
import type { Socket } from 'socket.io-client';
import type { Peer } from 'socket.io-p2p-client';
import { useEvent, useP2P, usePeers } from 'socket.io-p2p-client/vue';
import { log, type Chat, type Person } from './stage.js';

const Row = defineComponent({
  props: { peer: { type: Object as PropType<Peer<Person>>, required: true } },
  setup: (props) => () => {
    log.rendered(props.peer.data?.name);
    return h('li', props.peer.data?.name);
  },
});

/** What the test mounts, and renders on a server. */
export const Room = defineComponent({
  props: {
    socket: Object as PropType<Socket>,
    room: { type: String, default: '' },
    name: { type: String, default: 'me' },
    label: { type: String, default: '' },
  },
  setup(props) {
    const p2p = useP2P<Chat, Person>(
      () => props.socket,
      () => ({ room: props.room, data: { name: props.name }, rtc: null }),
    );
    const peers = usePeers(p2p);
    useEvent(p2p, 'text', (line) => log.heard.push(props.label + line));
    return () => {
      log.rendered();
      log.p2p = p2p.value;
      return [
        h('p', p2p.value ? `in ${p2p.value.room}` : 'nowhere'),
        h(
          'ul',
          peers.value.map((peer) => h(Row, { key: peer.id, peer })),
        ),
      ];
    };
  },
});
