import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ref, type Ref } from 'vue';
import { useEvent, useP2P, usePeers } from '../src/frameworks/react.js';
import * as svelte from '../src/frameworks/svelte.js';
import * as vue from '../src/frameworks/vue.js';
import type { P2P, Peer, Sender } from '../src/index.js';

interface Chat {
  text(line: string, urgent?: boolean): void;
  bye(): void;
  vote(question: string, answer: (yes: boolean) => void): void;
  ping(answer: () => void): void;
}

interface User {
  name: string;
}

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? [] : [never]) : [never];

/** Compiles only where the value is of that type and no narrower one. */
function exactly<Expected>(): <Actual>(value: Actual, ...proof: Same<Actual, Expected>) => void {
  return () => undefined;
}

// Compiled by `npm run lint`, never run
function events(p2p: P2P<Chat>): void {
  p2p.on('text', (line: string) => line.length);
  p2p.on('bye', (sender: Sender) => sender.id);
  p2p.on('peer-connect', (peer: Peer) => peer.path);
  p2p.on('peer-update', ({ lost }) => exactly<boolean>()(lost));
  p2p.emit('text', 'line', true).to('peer').emit('bye');
  // @ts-expect-error -- a number is not a line
  p2p.emit('text', 1);
  // @ts-expect-error -- no such event
  p2p.emit('other');
  // @ts-expect-error -- no such event
  p2p.on('other', () => undefined);
}

async function questions(p2p: P2P<Chat>): Promise<void> {
  p2p.on('vote', (question, answer, sender) => {
    exactly<string>()(question);
    exactly<Sender>()(sender);
    answer(true);
    // @ts-expect-error -- a vote is a boolean
    answer('yes');
  });
  exactly<Map<string, boolean>>()(await p2p.emitWithAck('vote', 'Lunch?'));
  exactly<Map<string, boolean>>()(await p2p.timeout(1000).emitWithAck('vote', 'Lunch?'));
  exactly<boolean>()(await p2p.to('peer').emitWithAck('vote', 'Lunch?'));
  exactly<boolean>()(await p2p.to('peer').timeout(1000).emitWithAck('vote', 'Lunch?'));
  exactly<boolean>()(await p2p.timeout(1000).to('peer').emitWithAck('vote', 'Lunch?'));
  await p2p.emitWithAck('ping');

  // @ts-expect-error -- a vote asks for an answer
  p2p.emit('vote', 'Lunch?');
  // @ts-expect-error -- a vote asks for an answer
  p2p.to('peer').emit('vote', 'Lunch?');
  // @ts-expect-error -- a line asks for none
  void p2p.emitWithAck('text', 'line');
  // @ts-expect-error -- a line asks for none
  void p2p.to('peer').emitWithAck('text', 'line');
  // @ts-expect-error -- a number is not a question
  void p2p.emitWithAck('vote', 1);
  // @ts-expect-error -- no such event
  void p2p.timeout(1000).emitWithAck('other');
}

function data(p2p: P2P<Chat, User>, unknown: P2P<Chat>): void {
  for (const { data: user } of p2p.peers) exactly<User | undefined>()(user);
  exactly<User | undefined>()(p2p.data);
  p2p.on('peer-update', ({ data: user }) => exactly<User | undefined>()(user));
  p2p.data = { name: 'Ada' };
  p2p.data = undefined;
  // @ts-expect-error -- a user has a name
  p2p.data = { age: 36 };
  for (const { data: something } of unknown.peers) exactly<unknown>()(something);
}

async function untyped(plain: P2P): Promise<void> {
  plain.on('anything', (line: string, sender: Sender) => line + sender.id);
  plain.on('anything', (line: unknown) => line);
  plain.emit('anything', 1, {});
  const answers: Map<string, unknown> = await plain.emitWithAck('anything', 1, {});
  answers.clear();
}

function hooks(p2p: P2P<Chat, User> | undefined): void {
  exactly<P2P<Chat, User> | undefined>()(useP2P<Chat, User>(undefined, { data: { name: 'Ada' } }));
  exactly<readonly Peer<User>[]>()(usePeers(p2p));
  useEvent(p2p, 'text', (line, urgent, sender) => {
    exactly<string>()(line);
    exactly<boolean | undefined>()(urgent);
    exactly<Sender>()(sender);
  });
  useEvent(p2p, 'peer-connect', ({ data }) => exactly<User | undefined>()(data));
  // @ts-expect-error -- no such event
  useEvent(p2p, 'other', () => undefined);
  // @ts-expect-error -- a line is no number
  useEvent(p2p, 'text', (line: number) => line);
  // @ts-expect-error -- a name is no number
  useP2P<Chat, User>(undefined, { data: { name: 1 } });
}

function composables(p2p: Readonly<Ref<P2P<Chat, User> | undefined>>): void {
  const joined = vue.useP2P<Chat, User>(() => undefined, ref({ data: { name: 'Ada' } }));
  exactly<P2P<Chat, User> | undefined>()(joined.value);
  exactly<readonly Peer<User>[]>()(vue.usePeers(p2p).value);
  vue.useEvent(p2p, 'text', (line) => exactly<string>()(line));
  vue.useEvent(
    () => p2p.value,
    'peer-connect',
    ({ data }) => exactly<User | undefined>()(data),
  );
  // @ts-expect-error -- no such event
  vue.useEvent(p2p, 'other', () => undefined);
}

function stores(p2p: P2P<Chat, User>): void {
  const joined = svelte.useP2P<Chat, User>(undefined, { data: { name: 'Ada' } });
  joined.subscribe((one) => exactly<P2P<Chat, User> | undefined>()(one));
  svelte.peers(joined).subscribe((list) => exactly<readonly Peer<User>[]>()(list));
  svelte.peers(p2p).subscribe((list) => exactly<readonly Peer<User>[]>()(list));
  svelte.useEvent(joined, 'text', (line) => exactly<string>()(line));
  // @ts-expect-error -- no such event
  svelte.useEvent(joined, 'other', () => undefined);
}

test('the events, the answers and the data of an application are typed', () => {
  for (const compiled of [events, questions, data, hooks, composables, stores, untyped])
    assert.equal(typeof compiled, 'function');
});
