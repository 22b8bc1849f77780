import type { Mutant } from './mutant.js';
import { appending } from './list/appending.js';
import { consuming } from './list/consuming.js';
import { projecting } from './list/projecting.js';
import { publishing } from './list/publishing.js';

export const mutants: readonly Mutant[] = [...appending, ...consuming, ...projecting, ...publishing];
