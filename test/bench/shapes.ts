import type { Shape } from './story.js';

/** The last two hold everything else still: what grows is one thing only. */
export const shapes: readonly Shape[] = [
  { name: 'late by a little', speakers: 60 },
  { name: 'late over the whole past', speakers: 60, late: 'uniform' },
  { name: 'one speaker, new statements', speakers: 1, statement: 'new', late: 'uniform' },
  { name: 'new speakers on one fact', speakers: 'new', statement: 'new', facts: 1, late: 'uniform' },
  { name: 'one statement, revised', speakers: 1, statement: 'one' },
  { name: 'one statement, late over the past', speakers: 1, statement: 'one', late: 'uniform' },
  { name: 'all on one fact', speakers: 60, facts: 1, late: 'uniform' },
  { name: 'denials of one speaker', speakers: 1, statement: 'new', facts: 1, denials: true, late: 'uniform' },
  { name: 'described again and again', speakers: 60, described: true },
  { name: 'all at one instant', speakers: 60, atOnce: true },
  { name: 'under a ruling', speakers: 60, ruled: true, late: 'uniform' },
  { name: 'new items', speakers: 60, newItems: true, statement: 'new', late: 'uniform' },
];
