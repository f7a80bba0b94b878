import { createRoot } from 'react-dom/client';
import { mount } from 'svelte';
import { createApp } from 'vue';
import SvelteKitchen from '../docs/Kitchen.svelte';
import VueKitchen from '../docs/Kitchen.vue';
import { Kitchen } from '../docs/react.js';

/* What docs/frameworks.md shows: the component of the framework that the address names. */

const name = location.hash.slice(1);
const target = document.body;

if (name === 'react') createRoot(target).render(<Kitchen name={name} />);
if (name === 'vue') createApp(VueKitchen, { name }).mount(target);
if (name === 'svelte') mount(SvelteKitchen, { target });
