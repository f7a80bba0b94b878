import type { Socket } from 'socket.io-client';

/** A packet of Socket.IO, as far as it matters here. */
interface Packet {
  readonly type: number;
  readonly data?: object;
}

/** What socket.io-client sends a packet with, which it declares to be private. */
interface PacketSender {
  packet?: (packet: Packet) => void;
}

const CONNECT = 0;

/**
 * Has a socket say in every CONNECT what the library has to say there, beside what the application says with
 * `socket.auth`, whenever and however it sets that.
 *
 * @param say what the library says when a CONNECT is about to leave, beside what the application says
 * @param wait what the CONNECT has to wait for, if anything
 * @returns gives the application its socket back as it was
 */
export function announce(
  socket: Socket,
  say: (given: object) => object,
  wait: () => Promise<unknown> | undefined,
): () => void {
  const sender = socket as unknown as PacketSender;
  const { packet: send } = sender;
  sender.packet = (packet) => {
    const { type, data } = packet;
    const { engine } = socket.io;
    const connect = (): void => {
      const waiting = wait();
      if (waiting) void waiting.then(connect);
      // Each connection has its own
      else if (engine === socket.io.engine)
        send?.call(socket, { ...packet, data: { ...data, p2p: say({ ...data }) } });
    };
    if (type === CONNECT) connect();
    else send?.call(socket, packet);
  };
  return () => delete sender.packet;
}
