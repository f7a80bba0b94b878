import { isMainThread } from 'node:worker_threads';
import { carry } from './cable.js';

/* See bin/chaos. */

if (isMainThread) await import('./run.js');
else await carry();
