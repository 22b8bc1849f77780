import { readFileSync } from 'node:fs';
import { parseInstant, type Change } from '#contracts';
import { changeId, fold, viewOf, type Incident } from '#domain';
import { log, replay, rules } from '../../../test/support/replay.js';

const fixture = (path: string) => readFileSync(path, 'utf8');
const events = log(
  fixture('apps/standalone/example/panasonic.ndjson')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line)),
);
interface Expected {
  changes: unknown[];
  incidents: Record<string, { facts: unknown[] }>;
  asOf: Record<string, Record<string, { facts: unknown[] }>>;
}
const expected = JSON.parse(fixture('test/fixtures/panasonic.expected.json')) as Expected;

function told(change: Change): unknown {
  const { incident, kind, cause } = change;
  const head = { id: changeId(change), cause: cause.id, incident, kind };
  if ('statement' in change) return { ...head, statement: change.statement };
  if (!('fact' in change)) return head;
  const { fact, item, before, after, relabelledFrom } = change;
  return { ...head, fact, item, before, after, relabelledFrom };
}

function factsOf(incident: Incident): unknown[] {
  return incident.facts.map(
    ({ fact, item, status, value, stance, speaker, statement, revision, ruling, positions }) => {
      return { fact, item, status, value, stance, speaker, statement, revision, ruling, positions: positions.length };
    },
  );
}

describe('the Panasonic case', () => {
  it('gives its changes in order, with their ids', () => {
    expect(replay(events).changes.map(told)).toEqual(expected.changes);
  });

  it('gives the facts of both incidents', () => {
    const { states } = replay(events);
    for (const [id, { facts }] of Object.entries(expected.incidents)) {
      const state = states.get(id);
      expect(state && factsOf(viewOf(state, rules))).toEqual(facts);
      expect(factsOf(fold(events, id, rules))).toEqual(facts);
    }
  });

  it('gives the facts as of earlier instants', () => {
    const instants = Object.entries(expected.asOf).flatMap(([id, views]) =>
      Object.entries(views).map(([at, view]) => ({ id, at, view })),
    );
    expect(instants.length).toBeGreaterThan(0);
    for (const { id, at, view } of instants) {
      expect(factsOf(fold(events, id, { ...rules, asOf: parseInstant(at) ?? at }))).toEqual(view.facts);
    }
  });
});
