// The snippets of docs/handlers.md
import type { Socket } from 'socket.io-client';

export async function save(socket: Socket): Promise<unknown> {
  const number = await socket.emitWithAck('notes.save', { text: 'Buy milk' });
  return number;
}
