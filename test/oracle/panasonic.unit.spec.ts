import { readFileSync } from 'node:fs';
import { changesOf } from './changes.js';
import { instant } from './instant.js';
import { foldIncident } from './incident.js';
import { readLines } from './read-lines.js';
import type { Options } from './rules.js';

interface Expected {
  readonly changes: readonly Record<string, unknown>[];
  readonly incidents: Readonly<Record<string, object>>;
  readonly asOf: Readonly<Record<string, Readonly<Record<string, object>>>>;
}
const events = readLines(readFileSync('apps/standalone/example/panasonic.ndjson', 'utf8').trim().split('\n'));
const expected = JSON.parse(readFileSync('test/fixtures/panasonic.expected.json', 'utf8')) as Expected;

function told(incident: string, options: Options = {}) {
  const { mergedInto, facts } = foldIncident(incident, events, options);
  return {
    mergedInto,
    facts: facts.map(({ fact, item, head, positions }) => ({ fact, item, ...head, positions: positions.length })),
  };
}

describe('the oracle, on the Panasonic case', () => {
  it.each(Object.entries(expected.incidents))('knows the facts of %s', (incident, facts) => {
    expect(told(incident)).toEqual(facts);
  });

  const asOf = Object.entries(expected.asOf).flatMap(([incident, times]) =>
    Object.entries(times).map(([time, facts]): [string, string, object] => [incident, time, facts]),
  );
  it.each(asOf)('knows the facts of %s as of %s', (incident, time, facts) => {
    expect(told(incident, { asOf: instant(time) })).toEqual(facts);
  });

  it('tells the changes, in order and by their ids', () => {
    const changes = changesOf(events).map(({ id, change: { incident, kind, cause, ...change } }) => {
      const named = { id, cause: cause.id, incident, kind };
      const { statement, fact, item, before, after, relabelledFrom } = change as Record<string, unknown>;
      if (kind.startsWith('statement.')) return { ...named, statement };
      return kind.startsWith('fact.') ? { ...named, fact, item, before, after, relabelledFrom } : named;
    });
    expect(changes).toEqual(expected.changes);
  });
});
