import { outcome } from './cells.js';

/* What the matrix finds in the page as `matrix`. */

Object.assign(globalThis, { matrix: { outcome } });
