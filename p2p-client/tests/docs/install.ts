import { io } from 'socket.io-client';
import { P2P } from 'socket.io-p2p-client';

interface Chat {
  text(line: string): void;
}

const p2p = new P2P<Chat>(io('http://localhost:9092'), { room: 'lobby' });
p2p.on('text', (line, sender) => console.log(sender.id, sender.path, line));
p2p.on('upgrade', () => console.log('from here on without the server'));
p2p.emit('text', 'Hello');
