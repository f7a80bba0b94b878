import { StrictMode, Suspense, version, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { Room } from './react-app.js';
import { expose, type App, type Props } from './stage.js';

export interface ReactApp extends App {
  /** Has what is mounted next be in React's StrictMode, or twice on the page. */
  wrap: 'strict' | 'twice' | undefined;
  /** Has the component suspend until the promise is fulfilled. */
  suspend(promise: Promise<unknown>): void;
}

let root: Root | undefined;
let props: Props = { socket: undefined };
let awaited: Promise<unknown> | undefined;

const element = (): Element => document.querySelector('#root') ?? document.body;

function Awaiting(): null {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- React 18 has no use()
  if (awaited) throw awaited;
  return null;
}

function tree(): ReactNode {
  const room = <Room {...props} />;
  if (app.wrap === 'strict') return <StrictMode>{room}</StrictMode>;
  if (app.wrap === 'twice') return [room, room].map((one, index) => <div key={index}>{one}</div>);
  return (
    <Suspense fallback="waiting">
      {room}
      <Awaiting />
    </Suspense>
  );
}

const app: ReactApp = {
  version,
  wrap: undefined,

  mount(given) {
    props = given;
    root = createRoot(element());
    root.render(tree());
  },

  update(changed) {
    props = { ...props, ...changed };
    flushSync(() => root?.render(tree()));
  },

  unmount() {
    root?.unmount();
    awaited = undefined;
    app.wrap = undefined;
  },

  hydrate(markup, given) {
    props = given;
    element().innerHTML = markup;
    root = hydrateRoot(element(), <Room {...props} />, {
      onRecoverableError: (error) => console.error('hydration', error),
    });
  },

  suspend(promise) {
    awaited = promise.then(() => (awaited = undefined));
    app.update({});
  },
};

expose(app);
