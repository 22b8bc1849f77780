import { readFile, writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { drawPanels, type Panel } from './draw-panels.js';

interface Dashboard {
  readonly title: string;
  readonly panels: readonly {
    readonly title: string;
    readonly fieldConfig: { readonly defaults: { readonly unit: string } };
    readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

/** What Prometheus answers to a question about a range; a value is text, `NaN` among them. */
interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly values: readonly (readonly [seconds: number, value: string])[];
    }[];
  };
}

const program = new Command('dashboard')
  .description('Draws the dashboard as a picture, from what a Prometheus knows of the last minutes.')
  .option('--prometheus <url>', 'where it is', 'http://127.0.0.1:9090')
  .option('--minutes <n>', 'how many', minutes, 10)
  .option('--dashboard <file>', 'of Grafana', 'docker/grafana/dashboards/corrigenda.json')
  .option('--out <file>', 'the picture, in SVG', 'docs/operations/dashboard.svg');
const options = program.parse().opts<{ prometheus: string; minutes: number; dashboard: string; out: string }>();

const { title, panels } = JSON.parse(await readFile(options.dashboard, 'utf8')) as Dashboard;
const end = Math.floor(Date.now() / 1_000);
const start = end - options.minutes * 60;
const drawn = await Promise.all(
  panels.map(async ({ title, fieldConfig, targets }): Promise<Panel> => {
    const series = await Promise.all(targets.map(({ expr, legendFormat }) => ask(expr, legendFormat)));
    return { title, unit: fieldConfig.defaults.unit, series: series.flat() };
  }),
);
const empty = drawn.filter(({ series }) => series.length === 0).map((panel) => panel.title);
if (empty.length > 0) process.stderr.write(`Nothing is known of: ${empty.join(', ')}\n`);
await writeFile(options.out, drawPanels(title, drawn, { start, end }));
process.stdout.write(`${options.out}: ${drawn.length} panels, ${drawn.flatMap(({ series }) => series).length} lines\n`);

async function ask(expr: string, legend: string): Promise<Panel['series'][number][]> {
  const url = new URL('/api/v1/query_range', options.prometheus);
  const step = Math.max(2, Math.ceil((end - start) / 300));
  for (const [name, value] of Object.entries({ query: expr, start, end, step }))
    url.searchParams.set(name, String(value));
  const { data, error } = (await (await fetch(url)).json()) as Answer;
  if (data === undefined) throw new Error(`${expr}: ${error ?? 'no answer'}`);
  return data.result.map(({ metric, values }) => ({
    name: legend.replace(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? ''),
    points: values.map(([seconds, value]) => [seconds, Number(value)] as const),
  }));
}

function minutes(text: string): number {
  const number = Number(text);
  if (!(number >= 1 && number <= 1_440))
    throw new InvalidArgumentError('It must be a number of minutes, at most 1440.');
  return number;
}
