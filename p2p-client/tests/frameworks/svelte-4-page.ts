import { writable } from 'svelte/store';
import { expose, svelteVersion, type Props } from './stage.js';
import Svelte4Room from './Svelte4Room.svelte';

/** A component, as Svelte 4 has it. */
interface Mounted {
  $destroy(): void;
}

const Room = Svelte4Room as unknown as new (options: object) => Mounted;

let mounted: Mounted | undefined;
const given = writable<Props>();

function mount(props: Props, hydrate: boolean): void {
  given.set(props);
  const target = document.querySelector('#root') ?? document.body;
  mounted = new Room({ target, props: { given }, hydrate });
}

expose({
  version: svelteVersion(),

  mount: (props) => mount(props, false),

  update(changed) {
    given.update((props) => ({ ...props, ...changed }));
  },

  unmount() {
    mounted?.$destroy();
  },

  hydrate(markup, props) {
    const root = document.querySelector('#root');
    if (root) root.innerHTML = markup;
    mount(props, true);
  },
});
