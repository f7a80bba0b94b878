// What the components of Vue and Svelte in docs/frameworks.md import.
import { io } from 'socket.io-client';

export interface Chat {
  text(line: string): void;
}

export interface Person {
  name: string;
}

export const socket = io();

export const me: Person = { name: location.hash.slice(1) };
