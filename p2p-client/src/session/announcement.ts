import type { Socket } from 'socket.io-client';

type Answer = (data: object) => void;
type AskedAuth = (this: Socket, answer: (data?: object) => void) => void;
type Auth = Socket['auth'];

/**
 * Has a socket say in every CONNECT what the library has to say there, beside what the application says: also after
 * the application has set `socket.auth` anew, the usual way to show another token.
 *
 * @param say what the library says when a CONNECT is about to leave, beside what is given
 * @returns gives the application its socket back as it was
 */
export function announce(socket: Socket, say: (given: object) => object): () => void {
  let { auth } = socket;
  Object.defineProperty(socket, 'auth', {
    configurable: true,
    enumerable: true,
    get: () => announcing(socket, auth, say),
    set: (next: Auth) => (auth = next),
  });
  return () =>
    Object.defineProperty(socket, 'auth', {
      configurable: true,
      enumerable: true,
      writable: true,
      value: auth,
    });
}

function announcing(socket: Socket, auth: Auth | undefined, say: (given: object) => object): Auth {
  if (typeof auth === 'function') {
    const asked = auth as AskedAuth;
    // It may be asynchronous, and returns what it likes
    return (answer: Answer) => asked.call(socket, (data) => answer({ ...data, p2p: say({ ...data }) }));
  }
  const given = auth ?? {};
  const keys = (): object => ({ ...given, p2p: undefined });
  // What the application changes in it is changed in its own object, as without the library
  return new Proxy(
    {},
    {
      get: (_, key) => (key === 'p2p' ? say(given) : (Reflect.get(given, key) as unknown)),
      set: (_, key, value) => Reflect.set(given, key, value),
      has: (_, key) => Reflect.has(keys(), key),
      deleteProperty: (_, key) => Reflect.deleteProperty(given, key),
      ownKeys: () => Reflect.ownKeys(keys()),
      getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(keys(), key),
    },
  );
}
