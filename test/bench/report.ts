import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from './machine.js';
import type { Figure, Goal, PartResult } from './part.js';
import { parts } from './parts.js';
import { goalsPlot, linesPlot, ratesPlot } from './plots.js';
import { median } from './statistics.js';

/** A page of what was measured, from the results of each part, and its plots; what was not measured is not on it. */
export async function report(folder: string): Promise<Report> {
  const measured = new Set(await readdir(folder));
  const names = parts.map(({ name }) => name).filter((name) => measured.has(`${name}.json`));
  const results = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')) as Measured),
  );
  return reportOf(results);
}

export function reportOf(results: readonly Measured[]): Report {
  const goals = results.flatMap((result) => result.goals);
  const sections = results.map(sectionOf);
  const page = [
    '# Performance',
    'Made by `npm run bench` and `npm run bench -- report` from the results beside this page; do not edit. Ours and its references are measured in turn in one run, on the same work, with everything on one machine. Believe ratios: absolute figures are those of a machine, which others may share.',
    ...new Set(results.flatMap(({ machine }) => (machine === undefined ? [] : [told(machine)]))),
    '## Goals',
    shown('what was reached, beside what was to be reached', 'goals'),
    table(['path', 'ours beside', 'goal', 'ratio, median', 'least to most', ''], goals.map(goalRow)),
    ...sections.flatMap(({ paragraphs }) => paragraphs),
  ].join('\n\n');
  const plots = new Map([['goals', goalsPlot(goals)], ...sections.flatMap((section) => section.plots)]);
  return { page, plots };
}

export interface Report {
  readonly page: string;
  /** SVG by name, of files beside the results. */
  readonly plots: ReadonlyMap<string, string>;
}

/** With what it was measured by, and on. */
export interface Measured extends PartResult {
  readonly at: string;
  readonly command: string;
  readonly machine?: Machine;
}

function told({ cores, cpu, gibibytes, versions }: Machine): string {
  const of = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${cores} cores (${cpu}), ${gibibytes} GiB; ${of.join(', ')}.`;
}

interface Section {
  readonly paragraphs: readonly string[];
  readonly plots: readonly (readonly [name: string, svg: string])[];
}

function sectionOf({ part, at, command, figures, notes, series = [] }: Measured): Section {
  const rates = figures.filter(({ unit }) => unit.endsWith('/s'));
  const plots: [string, string][] = [
    ...(rates.length === 0 ? [] : [[part, ratesPlot(rates)] as [string, string]]),
    ...(series.length === 0 ? [] : [[`${part}-series`, linesPlot(series)] as [string, string]]),
  ];
  return {
    paragraphs: [
      `## ${part}`,
      `\`${command}\`, ${at.slice(0, 10)}.`,
      ...plots.map(([name]) => shown(`${part}, plotted`, name)),
      table(['figure', 'unit', 'median', 'least', 'most', 'rounds'], figures.map(figureRow)),
      ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
    ],
    plots,
  };
}

function shown(what: string, name: string): string {
  return `![${what}](performance/${name}.svg)`;
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
