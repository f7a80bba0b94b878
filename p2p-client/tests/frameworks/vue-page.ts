import {
  createApp,
  createSSRApp,
  h,
  shallowReactive,
  version,
  type App as VueApp,
  type Component,
} from 'vue';
import { expose, type Props } from './stage.js';
import { Room } from './vue-app.js';

let mounted: VueApp | undefined;
let props: Props = { socket: undefined };

const render = { render: () => h(Room as Component, { ...props }) };

expose({
  version,

  mount(given) {
    props = shallowReactive({ ...given });
    mounted = createApp(render);
    mounted.mount('#root');
  },

  update(changed) {
    Object.assign(props, changed);
  },

  unmount() {
    mounted?.unmount();
  },

  hydrate(markup, given) {
    props = shallowReactive({ ...given });
    const root = document.querySelector('#root');
    if (root) root.innerHTML = markup;
    mounted = createSSRApp(render);
    mounted.mount('#root');
  },
});
