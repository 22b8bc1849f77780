import kafkajs from 'kafkajs';
import { eventually, kafkaBrokers, startPipeline, type Pipeline } from '../support/index.js';
import { sendLines } from '../support/client.js';
import { Chance } from './chance.js';
import { differences, type Difference } from './differences.js';
import { offsetOf } from './event.js';
import { sift, type Sifted } from './log.js';
import { changesOfFeed, changesOfTopic } from './pipeline/changes-seen.js';
import { compareAnswers } from './pipeline/compare-answers.js';
import { compareChanges, compareSequences } from './pipeline/compare-changes.js';
import { compareDeadLetters } from './pipeline/compare-dead-letters.js';
import { compareFactRows, readFactRows } from './pipeline/compare-fact-rows.js';
import { comparePositionRows, readPositionRows } from './pipeline/compare-position-rows.js';
import { compareRevisionRows, readRevisionRows } from './pipeline/compare-revision-rows.js';
import { compareStatementRows, readStatementRows } from './pipeline/compare-statement-rows.js';
import { compareStates } from './pipeline/compare-states.js';
import { readLog } from './pipeline/read-log.js';
import { readTopic } from './pipeline/read-topic.js';
import { disputes } from './pipeline/reads.js';
import { sceneOf, type Scene } from './pipeline/scene.js';
import { getAll, get, type Target } from './pipeline/target.js';
import { randomLog } from './random-log.js';
import { seeds } from './seeds.js';
import { familiesOf } from './world.js';

const partitions = 6;
const partitionOf = kafkajs.Partitioners.DefaultPartitioner();
const metadata = Array.from({ length: partitions }, (_, partitionId) => {
  return { partitionErrorCode: 0, partitionId, leader: 0, replicas: [], isr: [], offlineReplicas: [] };
});

/** Up to three incidents of a seed's own; as a rule in one partition, so that the order of their events is known. */
function incidentsOf(seed: number): string[] {
  const chance = new Chance(seed);
  const count = 1 + chance.below(3);
  const names = Array.from({ length: 60 }, (_, i) => `log-${seed}-${i}`);
  const at = (key: string) => partitionOf({ topic: '', partitionMetadata: metadata, message: { key, value: null } });
  const first = at(names[0] ?? '');
  return (chance.is(0.8) ? names.filter((name) => at(name) === first) : names).slice(0, count);
}

const linesOf = (seed: number) =>
  randomLog(seed, { incidents: incidentsOf(seed), length: 4 + new Chance(seed).below(20) }).map((event) =>
    JSON.stringify(event),
  );

const timeout = 7_200_000;

/** Many random logs through one pipeline, each with incidents of its own; then row by row and answer by answer. */
describe('the oracle and the pipeline, of random logs', () => {
  let pipeline: Pipeline;
  let target: Target;
  let sifted: Sifted;
  let scenes: readonly Scene[];

  beforeAll(async () => {
    pipeline = await startPipeline({ PARTITIONS: String(partitions) });
    target = {
      brokers: kafkaBrokers(),
      prefix: pipeline.prefix,
      queryUrl: pipeline.url('query'),
      databaseUrl: pipeline.databaseUrl,
    };
    const { answers, summary } = await sendLines(pipeline, seeds(60).flatMap(linesOf));
    expect(answers).toEqual([]);
    await eventually(async () => isApplied(await get(target, '/v1/ops/projection'), summary.offsets), { timeout });
    sifted = sift(await readLog(target));
    scenes = familiesOf(sifted.events).map((events, i) => sceneOf(target, events, i));
  }, timeout);
  afterAll(() => pipeline.end());

  it(
    'answer the same of every incident',
    async () => {
      for (const scene of scenes) expect(reported(scene, await compareAnswers(scene))).toBe('');
    },
    timeout,
  );

  it(
    'know the same spans of every fact',
    async () => {
      const found = await readFactRows(target);
      for (const scene of scenes) expect(reported(scene, compareFactRows(scene, found))).toBe('');
    },
    timeout,
  );

  it(
    'know the same positions, statements and revisions',
    async () => {
      const [positions, statements, revisions] = [
        await readPositionRows(target),
        await readStatementRows(target),
        await readRevisionRows(target),
      ];
      for (const scene of scenes) {
        expect(reported(scene, comparePositionRows(scene, positions))).toBe('');
        expect(reported(scene, compareStatementRows(scene, statements))).toBe('');
        expect(reported(scene, compareRevisionRows(scene, revisions))).toBe('');
      }
    },
    timeout,
  );

  it(
    'tell the same changes, in the feed and in the topic, each once and in order',
    async () => {
      const feed = await changesOfFeed(target);
      const topic = await eventually(
        async () => {
          const found = await changesOfTopic(target);
          return found.length >= feed.length && found;
        },
        { timeout },
      );
      for (const [where, seen] of Object.entries({ feed, topic })) {
        expect(compareSequences(seen, where)).toEqual([]);
        const byIncident = Map.groupBy(seen, ({ change }) => change.incident);
        for (const scene of scenes) expect(reported(scene, compareChanges(scene, byIncident, where))).toBe('');
      }
    },
    timeout,
  );

  it(
    'hold the same last states',
    async () => {
      await eventually(
        async () => {
          const records = await readTopic(target, 'disclosure.incidents.v1');
          for (const scene of scenes) expect(reported(scene, compareStates(scene, records))).toBe('');
        },
        { timeout: 60_000 },
      );
    },
    timeout,
  );

  it(
    'refuse the same keys that were used again',
    async () => {
      await eventually(async () => {
        expect(compareDeadLetters(sifted, await readTopic(target, 'disclosure.dead-letters.v1'))).toEqual([]);
      });
    },
    timeout,
  );

  it(
    'know the same disputes',
    async () => {
      for (const asOf of [null, ...(scenes[0]?.instants ?? []).slice(-1)]) {
        const answer = await getAll(target, disputes.path(asOf));
        expect(differences(disputes.expected(scenes, asOf), answer, disputes.path(asOf))).toEqual([]);
      }
    },
    timeout,
  );
});

function isApplied({ body }: { body: unknown }, offsets: readonly string[]): boolean {
  const { partitions: found } = body as { partitions: { partition: number; applied: number | null }[] };
  return offsets.every((offset) => {
    const [partition, at] = offset.split('@').map(Number);
    return (found.find((one) => one.partition === partition)?.applied ?? -1) >= (at ?? 0);
  });
}

/** The first differences, and the log that shows them. */
function reported({ events }: Scene, found: readonly Difference[]): string {
  if (found.length === 0) return '';
  const seed = /^log-(\d+)-/.exec(events[0]?.event.subject ?? '')?.[1] ?? '';
  const lines = events.map((logged) => `${offsetOf(logged)} ${JSON.stringify(logged.event)}`);
  return [`SEED=${seed} LOGS=1`, ...found.slice(0, 6).map((one) => JSON.stringify(one)), ...lines].join('\n');
}
