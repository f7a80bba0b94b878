import { hydrate, mount, unmount } from 'svelte';
import { writable } from 'svelte/store';
import { expose, svelteVersion, type Props } from './stage.js';
import Room from './SvelteRoom.svelte';

let mounted: object | undefined;
const given = writable<Props>();

const element = (): Element => document.querySelector('#root') ?? document.body;

expose({
  version: svelteVersion(),

  mount(props) {
    given.set(props);
    mounted = mount(Room, { target: element(), props: { given } });
  },

  update(changed) {
    given.update((props) => ({ ...props, ...changed }));
  },

  unmount() {
    if (mounted) void unmount(mounted);
  },

  hydrate(markup, props) {
    given.set(props);
    element().innerHTML = markup;
    mounted = hydrate(Room, { target: element(), props: { given } });
  },
});
