import type { Mutant } from './mutant.js';
import { appending } from './list/appending.js';
import { consuming } from './list/consuming.js';
import { operating } from './list/operating.js';
import { projecting } from './list/projecting.js';
import { publishing } from './list/publishing.js';
import { rebuilding } from './list/rebuilding.js';

export const mutants: readonly Mutant[] = [
  ...appending,
  ...consuming,
  ...projecting,
  ...publishing,
  ...rebuilding,
  ...operating,
];
