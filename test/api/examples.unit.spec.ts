import { readJson } from './up-to-date.js';
import { documents, recorded } from './documents.js';
import { exampleChecks } from './example-checks.js';
import { withoutExamples } from './asked.js';

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
}

const made = documents();

describe.each(['ingest', 'query'] as const)('%s', (name) => {
  const document = made[`apps/${name}/openapi.json`];
  const checks = exampleChecks(document ?? null);

  it('shows an example of each operation', () => {
    const { paths } = readJson<OpenApi>(`apps/${name}/openapi.json`);
    const operations = Object.values(paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    const shown = new Set(recorded()?.[name].map(({ operation }) => operation));
    expect(operations.filter((id) => !shown.has(id) && !withoutExamples.has(id))).toEqual([]);
  });

  it('shows everything that was recorded', () => {
    expect(checks.filter(({ isAnswer }) => isAnswer)).toHaveLength(recorded()?.[name].length ?? -1);
  });

  it('shows no answer that its schema does not take', () => {
    expect(checks.filter(({ isAnswer }) => isAnswer).flatMap(({ errors }) => errors)).toEqual([]);
  });
});

it('an answer that is not as its schema says would be found', () => {
  const text = JSON.stringify(made['apps/query/openapi.json']).replaceAll('"stance":"affirmed"', '"stance":"shouted"');
  expect(exampleChecks(JSON.parse(text)).flatMap(({ errors }) => errors).length).toBeGreaterThan(0);
});

describe('the topics', () => {
  it('show records that are as their schemas say', () => {
    const checks = exampleChecks(made['docs/api/topics.asyncapi.json'] ?? null);
    expect(checks.map(({ isAnswer }) => isAnswer)).toHaveLength(8);
    expect(checks.flatMap(({ errors }) => errors)).toEqual([]);
  });
});
