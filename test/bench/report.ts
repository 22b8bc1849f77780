import { readdir, readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Figure, Goal, PartResult } from './part.js';
import { parts } from './parts.js';
import { median } from './statistics.js';

/** A page of what was measured, from the results of each part; what was not measured is not on it. */
export async function report(folder: string): Promise<string> {
  const measured = new Set(await readdir(folder));
  const names = parts.map(({ name }) => name).filter((name) => measured.has(`${name}.json`));
  const results = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')) as Measured),
  );
  return [
    '# Performance',
    'Made by `npm run bench` and `npm run bench -- report` from the results beside this page; do not edit. Ours and its references are measured in turn in one run, on the same work, with everything on one machine. Believe ratios: absolute figures are those of this machine, which others may share.',
    `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}.`,
    '## Goals',
    table(
      ['path', 'ours beside', 'goal', 'ratio, median', 'least to most', ''],
      results.flatMap(({ goals }) => goals.map(goalRow)),
    ),
    ...results.flatMap(sectionOf),
  ].join('\n\n');
}

/** With what it was measured by. */
export interface Measured extends PartResult {
  readonly at: string;
  readonly command: string;
}

function sectionOf({ part, at, command, figures, notes }: Measured): string[] {
  return [
    `## ${part}`,
    `\`${command}\`, ${at.slice(0, 10)}.`,
    table(['figure', 'unit', 'median', 'least', 'most', 'rounds'], figures.map(figureRow)),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
  ];
}

function goalRow({ path, ours, reference, ratios, least, most }: Goal): string[] {
  const ratio = median(ratios);
  const met = ratio >= (least ?? -Infinity) && ratio <= (most ?? Infinity);
  const bound = [least === undefined ? [] : `≥ ${least}`, most === undefined ? [] : `≤ ${most}`].flat().join(', ');
  const spread = `${number(Math.min(...ratios))} to ${number(Math.max(...ratios))}`;
  return [path, `${ours} / ${reference}`, bound, number(ratio), spread, met ? 'met' : '**not met**'];
}

function figureRow({ name, unit, rounds }: Figure): string[] {
  const [least, most] = [Math.min(...rounds), Math.max(...rounds)];
  return [name, unit, number(median(rounds)), number(least), number(most), String(rounds.length)];
}

function number(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
