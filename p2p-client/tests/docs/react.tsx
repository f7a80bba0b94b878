// What docs/frameworks.md shows of React, compiled by `npm run lint`.
import { memo, useState } from 'react';
import { io } from 'socket.io-client';
import type { Peer } from 'socket.io-p2p-client';
import { useEvent, useP2P, usePeers } from 'socket.io-p2p-client/react';

interface Chat {
  text(line: string): void;
}

interface Person {
  name: string;
}

const socket = io();

export function Kitchen({ name }: { name: string }) {
  const p2p = useP2P<Chat, Person>(socket, { room: 'kitchen', data: { name } });
  const peers = usePeers(p2p);
  const [lines, setLines] = useState<string[]>([]);
  useEvent(p2p, 'text', (line) => setLines((lines) => [...lines, line]));

  return (
    <>
      {peers.map((peer) => (
        <Person key={peer.id} peer={peer} />
      ))}
      <button onClick={() => p2p?.emit('text', 'Tea?')}>Ask</button>
      <pre>{lines.join('\n')}</pre>
    </>
  );
}

const Person = memo(({ peer }: { peer: Peer<Person> }) => <p>{peer.data?.name}</p>);
