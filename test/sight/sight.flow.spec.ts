import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { eventually, startPipeline, type Pipeline } from '../support/index.js';
import { readPromQl } from './prom-ql.js';

let pipeline: Pipeline;
/** Names of series, and the labels that each has, as the services tell them. */
const exposed = new Map<string, Set<string>>();

const example = readFileSync('apps/standalone/example/panasonic.ndjson', 'utf8');

beforeAll(async () => {
  pipeline = await startPipeline({ PARTITIONS: '2' });
  const answer = await fetch(`${pipeline.url('ingest')}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: `${example.trim()}\n{"id":"refused"}\n`,
  });
  expect(answer.status).toBe(200);
  await eventually(async () => /notifier_changes_published_total\{.*\} [1-9]/.test(await metricsOf('notifier')));
  for (const service of ['ingest', 'projector', 'notifier', 'query'] as const) {
    const text = await metricsOf(service);
    for (const [, name = '', labels = ''] of text.matchAll(/^([a-z_]+)(?:\{(.*)\})? /gm)) note(name, labels);
    // What has not happened so far has no series, and its labels are those that the code gives it.
    for (const [, name = ''] of text.matchAll(/^# TYPE (\w+) /gm)) note(name, '');
  }
}, 120_000);

afterAll(() => pipeline.end());

async function metricsOf(service: 'ingest' | 'projector' | 'notifier' | 'query'): Promise<string> {
  return (await fetch(`${pipeline.url(service)}/metrics`)).text();
}

function note(name: string, labels: string): void {
  const known = exposed.get(name) ?? new Set();
  for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
  exposed.set(name, known);
}

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

const dashboards = readdirSync('docker/grafana/dashboards').map(
  (file) => JSON.parse(readFileSync(`docker/grafana/dashboards/${file}`, 'utf8')) as Dashboard,
);
interface Alerts {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
}

const rules = (parse(readFileSync('docker/prometheus/alerts.yml', 'utf8')) as Alerts).groups.flatMap(
  (group) => group.rules,
);

describe('what is asked of the metrics', () => {
  const expressions = () => [
    ...dashboards.flatMap(({ panels }) =>
      panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ what: title, expr }))),
    ),
    ...rules.map(({ alert, expr }) => ({ what: alert, expr })),
  ];

  it('is PromQL', () => {
    expect(expressions().filter(({ expr }) => !readPromQl(expr).parses)).toEqual([]);
  });

  it('is there', () => {
    expect(expressions().length).toBeGreaterThan(35);
    const missing = expressions().flatMap(({ what, expr }) =>
      readPromQl(expr)
        .series.filter(
          (name) => name !== 'up' && !exposed.has(name) && !exposed.has(name.replace(/_(bucket|sum|count)$/, '')),
        )
        .map((name) => `${what}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('has the labels that it is told apart by', () => {
    const missing = expressions().flatMap(({ what, expr }) =>
      readPromQl(expr)
        .labels.filter(({ series, label }) => exposed.get(series)?.has(label) !== true)
        .map(({ series, label }) => `${what}: ${series}{${label}}`),
    );
    expect(missing).toEqual([]);
  });

  it('is described, and nothing else', () => {
    const described = [...readFileSync('docs/operations/metrics.md', 'utf8').matchAll(/^\| `([a-z_]+)`/gm)].map(
      ([, name = '']) => name,
    );
    const ours = [...exposed.keys()].filter(
      (name) => /^(ingest|projector|notifier|query|http)_/.test(name) && !/_(bucket|sum|count)$/.test(name),
    );
    expect(described.sort()).toEqual(ours.sort());
  });
});

interface Trials {
  readonly tests: readonly { readonly alert_rule_test: readonly Trial[] }[];
}

interface Trial {
  readonly alertname: string;
  readonly exp_alerts?: readonly { readonly exp_annotations: Rule['annotations'] }[];
}

describe('an alert', () => {
  // What `promtool test rules` runs: Prometheus itself is not here.
  it('is tried over time, silent and not', () => {
    const trials = parse(readFileSync('docker/prometheus/alerts.test.yml', 'utf8')) as Trials;
    const all = trials.tests.flatMap((test) => test.alert_rule_test);
    for (const { alert } of rules) {
      const expected = all
        .filter(({ alertname }) => alertname === alert)
        .map(({ exp_alerts = [] }) => exp_alerts.length);
      expect([alert, [...new Set(expected)].sort()]).toEqual([alert, [0, 1]]);
    }
    expect(all.filter(({ alertname }) => !rules.some(({ alert }) => alert === alertname))).toEqual([]);
  });

  it('has a page of what to do, and each page an alert', () => {
    const pages = readdirSync('docs/operations/alerts').map((file) => file.replace('.md', ''));
    expect(rules.map(({ alert }) => alert).sort()).toEqual(pages.sort());
    for (const { alert: name, labels, annotations } of rules) {
      expect(['page', 'ticket']).toContain(labels.severity);
      expect(annotations.summary).not.toBe('');
      expect(annotations.runbook_url).toBe(`docs/operations/alerts/${name}.md`);
      const page = readFileSync(`docs/operations/alerts/${name}.md`, 'utf8');
      for (const part of [`# ${name}\n`, '\n## Look\n', '\n## Do\n']) expect(page).toContain(part);
      for (const [, file = ''] of page.matchAll(/`(docs\/[^`]+\.md)`/g))
        expect([file, existsSync(file)]).toEqual([file, true]);
    }
  });
});
