import { memo } from 'react';
import type { Peer } from 'socket.io-p2p-client';
import { useEvent, useP2P, usePeers } from 'socket.io-p2p-client/react';
import { log, type Chat, type Person, type Props } from './stage.js';

/** What the test mounts, and renders on a server. */
export function Room({ socket, room = '', name = 'me', label = '' }: Props) {
  const p2p = useP2P<Chat, Person>(socket, { room, data: { name }, rtc: null });
  const peers = usePeers(p2p);
  useEvent(p2p, 'text', (line) => log.heard.push(label + line));
  log.rendered();
  log.p2p = p2p;
  return (
    <>
      <p>{p2p ? `in ${p2p.room}` : 'nowhere'}</p>
      <ul>
        {peers.map((peer) => (
          <Row key={peer.id} peer={peer} />
        ))}
      </ul>
    </>
  );
}

const Row = memo(function Row({ peer }: { readonly peer: Peer<Person> }) {
  log.rendered(peer.data?.name);
  return <li>{peer.data?.name}</li>;
});
