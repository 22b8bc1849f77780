import { differences, type Difference } from '../../oracle/differences.js';
import { keyOf, type Event, type Logged } from '../../oracle/event.js';
import { instant } from '../../oracle/instant.js';
import { sift } from '../../oracle/log.js';
import { changesOfTopic } from '../../oracle/pipeline/changes-seen.js';
import { compareChanges, compareSequences } from '../../oracle/pipeline/compare-changes.js';
import { compareFactRows, readFactRows } from '../../oracle/pipeline/compare-fact-rows.js';
import { comparePositionRows, readPositionRows } from '../../oracle/pipeline/compare-position-rows.js';
import { compareStatementRows, readStatementRows } from '../../oracle/pipeline/compare-statement-rows.js';
import { compareStates } from '../../oracle/pipeline/compare-states.js';
import { readTopic, type TopicRecord } from '../../oracle/pipeline/read-topic.js';
import { sceneOf } from '../../oracle/pipeline/scene.js';
import type { Target } from '../../oracle/pipeline/target.js';
import { familiesOf } from '../../oracle/world.js';
import type { Client } from './client.js';

/** What does not hold of the promises, each said in a line; call it when the pipeline is at rest. */
export async function judge(target: Target, client: Client): Promise<string[]> {
  const log = await readTopic(target, 'disclosure.events.v1');
  const byOffset = new Map(log.map((record) => [`${record.partition}@${record.offset}`, record]));
  const lost = client.acknowledged.filter(({ key, offset }) => nameIn(byOffset.get(offset)) !== key);
  const told = new Set(client.acknowledged.map(({ key }) => key));
  const refused = client.refused.filter((key) => !told.has(key) && log.some((record) => nameIn(record) === key));

  const bad = new Set(client.poison);
  const logged = log.filter(({ partition, offset }) => !bad.has(`${partition}@${offset}`)).map(toLogged);
  const sifted = sift(logged);
  const dead = [...client.poison, ...sifted.dead.map(({ logged: { partition, offset } }) => `${partition}@${offset}`)];
  const letters = await readTopic(target, 'disclosure.dead-letters.v1');
  const buried = letters.map(({ headers }) => `${headers['dlq-partition']}@${headers['dlq-offset']}`);

  const [facts, positions, statements] = await Promise.all([
    readFactRows(target),
    readPositionRows(target),
    readStatementRows(target),
  ]);
  const states = await readTopic(target, 'disclosure.incidents.v1');
  const changes = await changesOfTopic(target);
  const byIncident = Map.groupBy(changes, ({ change }) => change.incident);
  const found = familiesOf(sifted.events).flatMap((events, i) => {
    const scene = sceneOf(target, events, i);
    return [
      ...compareFactRows(scene, facts),
      ...comparePositionRows(scene, positions),
      ...compareStatementRows(scene, statements),
      ...compareChanges(scene, byIncident, 'changes'),
      ...compareStates(scene, states),
    ];
  });
  return [
    ...lost.map(({ key, offset }) => `acknowledged, and not in the log: ${key} at ${offset}`),
    ...refused.map((key) => `refused, and in the log: ${key}`),
    ...lines('dead letters', differences(dead.sort(), buried.sort(), 'dead letters')),
    ...lines('sequences', compareSequences(changes, 'changes')),
    ...lines('oracle', found),
  ];
}

function lines(what: string, found: readonly Difference[]): string[] {
  return found.map((difference) => `${what}: ${JSON.stringify(difference)}`);
}

function nameIn(record: TopicRecord | undefined): string | undefined {
  try {
    return record === undefined ? undefined : keyOf(JSON.parse(record.value ?? 'null') as Event);
  } catch {
    return undefined;
  }
}

function toLogged({ partition, offset, timestamp, value }: TopicRecord): Logged {
  const event = JSON.parse(value ?? 'null') as Event;
  return {
    event,
    recorded: instant(event.recordedtime ?? new Date(Number(timestamp)).toISOString()),
    partition,
    offset,
  };
}
