import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createEmitter } from '../src/api/emitter.js';

describe('Emitter', () => {
  test('calls the listeners in order and tells whether there was one', () => {
    const emitter = createEmitter();
    const calls: unknown[] = [];
    emitter.on('a', (value: number) => calls.push(['first', value]));
    emitter.on('a', (value: number) => calls.push(['second', value]));
    assert.equal(emitter.emit('a', 1), true);
    assert.equal(emitter.emit('b', 2), false);
    assert.deepEqual(calls, [
      ['first', 1],
      ['second', 1],
    ]);
  });

  test('stops a listener by its function, by off, or after one call', () => {
    const emitter = createEmitter();
    let calls = 0;
    const listener = (): number => calls++;
    const stop = emitter.on('a', listener);
    emitter.on('a', listener);
    stop();
    stop();
    emitter.emit('a');
    assert.equal(calls, 1);
    emitter.off('a', listener);
    emitter.on('a', listener, true);
    emitter.emit('a');
    assert.equal(emitter.emit('a'), false);
    assert.equal(calls, 2);
    emitter.on('a', listener);
    emitter.on('a', listener);
    emitter.off('a');
    assert.equal(emitter.emit('a'), false);
  });

  test('may be changed by a listener while it emits', () => {
    const emitter = createEmitter();
    const calls: string[] = [];
    const stop = emitter.on('a', () => {
      calls.push('first');
      stop();
      emitter.on('a', () => calls.push('late'));
    });
    emitter.on('a', () => calls.push('second'));
    emitter.emit('a');
    assert.deepEqual(calls, ['first', 'second']);
    emitter.emit('a');
    assert.deepEqual(calls, ['first', 'second', 'second', 'late']);
  });

  test('goes on after a listener that throws, and reports what it threw as uncaught', (context) => {
    const microtasks: (() => void)[] = [];
    context.mock.method(globalThis, 'queueMicrotask', (task: () => void) => microtasks.push(task));
    const emitter = createEmitter();
    let called = false;
    emitter.on('a', () => {
      throw new Error('from a listener');
    });
    emitter.on('a', () => (called = true));
    emitter.emit('a');
    assert.ok(called);
    assert.equal(microtasks.length, 1);
    assert.throws(() => microtasks[0]?.(), /from a listener/);
  });

  test('refuses a listener that is no function', () => {
    assert.throws(() => createEmitter().on('a', undefined as never), TypeError);
  });
});
