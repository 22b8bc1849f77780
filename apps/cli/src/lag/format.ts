import { duration } from '../terminal/duration.js';
import { table } from '../terminal/table.js';
import type { PartitionLag } from './measure.js';

const names = [
  'partition',
  'end',
  'applied',
  'lag',
  'since',
  'parked',
  'changes',
  'published',
  'unsent',
  'dead unsent',
];
const columns = names.map((name) => ({ name, align: 'right' as const }));

/** A table with its sums, and why what stands still does. */
export function lagLines(partitions: readonly PartitionLag[]): string[] {
  const rows = partitions.map(({ partition, end, next, lag, lagSeconds, parked, changes, deadLettersUnsent }) => [
    String(partition),
    String(end),
    String(next),
    String(lag),
    lagSeconds === null ? '-' : duration(lagSeconds),
    String(parked),
    String(changes.head),
    String(changes.published ?? 'gone'),
    String(changes.unsent ?? '?'),
    String(deadLettersUnsent),
  ]);
  const sum = (of: (one: PartitionLag) => number): string => String(partitions.reduce((all, one) => all + of(one), 0));
  const sums = [
    'all',
    sum(({ end }) => end),
    sum(({ next }) => next),
    sum(({ lag }) => lag),
    '',
    sum(({ parked }) => parked),
    sum(({ changes }) => changes.head),
    sum(({ changes }) => changes.published ?? 0),
    sum(({ changes }) => changes.unsent ?? 0),
    sum(({ deadLettersUnsent }) => deadLettersUnsent),
  ];
  return [...table(columns, [...rows, sums]), ...partitions.flatMap(troubles)];
}

function troubles({ partition, stopped, changes, resume }: PartitionLag): string[] {
  const lines = [];
  if (stopped !== null) {
    lines.push(`partition ${partition} stands still at ${stopped.offset} (${stopped.category}): ${stopped.reason}`);
  }
  if (changes.published === null || changes.published > changes.head) {
    lines.push(`partition ${partition}: the changes topic is not what this database published; see disclosure offsets`);
  }
  if (resume !== null) lines.push(`partition ${partition}: the notifier was told to ${resume}, and has not so far`);
  return lines;
}
