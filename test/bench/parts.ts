import type { Part } from './part.js';
import { projection } from './parts/projection.js';
import { reads } from './parts/reads.js';

/** In the order in which all of them are run. */
export const parts: readonly Part[] = [projection, reads];
