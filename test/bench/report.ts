import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { verdictOf } from './goal.js';
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
  if (results.length === 0) throw new Error(`there are no results in ${folder}`);
  return reportOf(results, basename(folder));
}

/** @param folder of the plots, beside the page. */
export function reportOf(results: readonly Measured[], folder: string): Report {
  const goals = results.flatMap((result) => result.goals);
  const sections = results.map((result) => sectionOf(result, folder));
  const page = [
    '# Performance',
    'Made by `npm run bench` and `npm run bench -- report` from the results beside this page; do not edit. Each part measures ours and its references in turn in one run, on the same work, with everything on one machine; parts were run one by one, each at the commit that it names, those that name none at an older one. Believe ratios: absolute figures are those of a machine, which others may share. Peak memory of Kafka and PostgreSQL is that of their largest process. Services log warnings only (`LOG_LEVEL=warn`): with a line for each request, as by default, one event a request and one incident take about a third more CPU. The broker is as `npm start` starts it (the C1 compiler, the serial collector).',
    'What bounds that which is not met, and what was tried: [what-bounds-performance.md](what-bounds-performance.md).',
    ...new Set(results.flatMap(({ machine }) => (machine === undefined ? [] : [told(machine)]))),
    '## Goals',
    shown('what was reached, beside what was to be reached', 'goals', folder),
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
  readonly commit?: string | null;
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

function sectionOf({ part, at, command, commit, figures, notes, series = [] }: Measured, folder: string): Section {
  const rates = figures.filter(({ unit }) => unit.endsWith('/s'));
  const plots: [string, string][] = [
    ...(rates.length === 0 ? [] : [[part, ratesPlot(rates)] as [string, string]]),
    ...(series.length === 0 ? [] : [[`${part}-series`, linesPlot(series)] as [string, string]]),
  ];
  return {
    paragraphs: [
      `## ${part}`,
      `\`${command}\`, ${at.slice(0, 10)}${typeof commit === 'string' ? `, at ${commit}` : ''}.`,
      ...plots.map(([name]) => shown(`${part}, plotted`, name, folder)),
      table(['figure', 'unit', 'median', 'least', 'most', 'rounds'], figures.map(figureRow)),
      ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
    ],
    plots,
  };
}

function shown(what: string, name: string, folder: string): string {
  return `![${what}](${folder}/${name}.svg)`;
}

function goalRow(goal: Goal): string[] {
  const { path, ours, reference, ratios } = goal;
  const { ratio, bound, told } = verdictOf(goal);
  const spread = `${number(Math.min(...ratios))} to ${number(Math.max(...ratios))}`;
  return [path, `${ours} / ${reference}`, bound, number(ratio), spread, told === 'not met' ? '**not met**' : told];
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
