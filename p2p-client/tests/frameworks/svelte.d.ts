declare module '*.svelte' {
  import type { Component } from 'svelte';

  const component: Component<{ given: unknown }>;
  export default component;
}
