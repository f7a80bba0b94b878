import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';
import { compile } from 'svelte/compiler';
import { compileScript, parse } from 'vue/compiler-sfc';

/** What the compilers of all versions make of a component. */
interface Compiled {
  readonly js: { readonly code: string };
  readonly warnings: readonly { readonly message: string }[];
}

/** Has esbuild take Svelte's components. */
export function svelte(generate: 'client' | 'server'): Plugin {
  return compiler((source, filename) => compile(source, { filename, generate, dev: generate === 'client' }));
}

/** Has esbuild take the components of Svelte 4. */
export function svelte4(generate: 'dom' | 'ssr'): Plugin {
  // Its types would be taken for those of the newest
  const { compile: compile4 } = createRequire(import.meta.url)('svelte-4/compiler') as {
    compile: (source: string, options: object) => Compiled;
  };
  const options = { generate, dev: generate === 'dom', hydratable: true };
  return compiler((source, filename) => compile4(source, { filename, ...options }));
}

function compiler(compiled: (source: string, filename: string) => Compiled): Plugin {
  return {
    name: 'svelte',
    setup(build) {
      build.onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
        const { js, warnings } = compiled(await readFile(path, 'utf8'), path);
        return { contents: js.code, loader: 'js', warnings: warnings.map(({ message: text }) => ({ text })) };
      });
    },
  };
}

/** Has esbuild take Vue's components. */
export const vue: Plugin = {
  name: 'vue',
  setup(build) {
    build.onLoad({ filter: /\.vue$/ }, async ({ path: filename }) => {
      const { descriptor, errors } = parse(await readFile(filename, 'utf8'), { filename });
      const { content } = compileScript(descriptor, { id: filename, inlineTemplate: true });
      return { contents: content, loader: 'ts', errors: errors.map(({ message: text }) => ({ text })) };
    });
  },
};

/** What servers do to answer with the component of each framework. */
export const SERVER_ENTRIES = {
  react: `
    import { createElement } from 'react';
    import { renderToString } from 'react-dom/server';
    import { Room } from './react-app.tsx';
    export const markup = renderToString(createElement(Room, { socket: undefined }));
  `,
  vue: `
    import { createSSRApp } from 'vue';
    import { renderToString } from 'vue/server-renderer';
    import { Room } from './vue-app.ts';
    export const markup = renderToString(createSSRApp(Room));
  `,
  svelte: `
    import { render } from 'svelte/server';
    import { writable } from 'svelte/store';
    import Room from './SvelteRoom.svelte';
    export const markup = render(Room, { props: { given: writable({}) } }).body;
  `,
  svelte4: `
    import { writable } from 'svelte/store';
    import Room from './Svelte4Room.svelte';
    export const markup = Room.render({ given: writable({}) }).html;
  `,
};
