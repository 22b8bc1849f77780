import type { Part } from './part.js';
import { reads } from './parts/reads.js';

/** In the order in which all of them are run. */
export const parts: readonly Part[] = [reads];
