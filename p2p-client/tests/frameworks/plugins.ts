import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { compile } from 'svelte/compiler';
import { compileScript, parse } from 'vue/compiler-sfc';

/** Has esbuild take Svelte's components. */
export function svelte(generate: 'client' | 'server'): Plugin {
  return {
    name: 'svelte',
    setup(build) {
      build.onLoad({ filter: /\.svelte$/ }, async ({ path: filename }) => {
        const { js, warnings } = compile(await readFile(filename, 'utf8'), {
          filename,
          generate,
          dev: generate === 'client',
        });
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

/** What a server answers with, as Svelte's compiler and runtime for servers have it. */
export const SERVER_ENTRY = `
  import { render } from 'svelte/server';
  import { writable } from 'svelte/store';
  import Room from './SvelteRoom.svelte';
  export const markup = render(Room, { props: { given: writable({}) } }).body;
`;
