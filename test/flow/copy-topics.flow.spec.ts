import { setTimeout as delay } from 'node:timers/promises';
import { topicNames } from '#contracts';
import { read, sendLines } from '../support/client.js';
import { disclosure, disclosureWith, type Run } from '../support/disclosure.js';
import { rowsThatSay, topicsThatSay } from '../support/everything.js';
import { eventually, freshDatabase, startPipeline, type Pipeline, type ServiceName } from '../support/index.js';
import {
  forgetFirst,
  leaveHoles,
  openTransaction,
  published,
  redactSecret,
  sendStraight,
  tellSecret,
} from '../support/story-of-a-secret.js';
import { changeHeads, query } from '../support/store.js';
import { readTopic } from '../support/topic.js';

const services: readonly ServiceName[] = ['ingest', 'projector', 'notifier', 'query'];
const word = 'chiffre7319';
const many = Array.from({ length: 40 }, (_, i) => `incident-${i}`);
const REFUSED = 3;

describe('copying the topics without what was redacted', () => {
  let pipeline: Pipeline;
  let old: string;
  let next: string;
  let before: unknown;
  let headsBefore: Map<number, number>;

  beforeAll(async () => {
    pipeline = await startPipeline({ PARTITIONS: '2' });
    old = pipeline.prefix;
    next = `${old}v2-`;
  }, 120_000);
  afterAll(() => pipeline.end());

  const copy = (...args: string[]) => disclosure(pipeline, old, 'copy-topics', '--to-prefix', next, ...args);
  const allPublished = (prefix: string) =>
    eventually(async () => {
      const heads = await changeHeads(pipeline);
      const changes = await readTopic(topicNames(prefix).changes);
      const letters = await readTopic(topicNames(prefix).deadLetters);
      const dead = await query(pipeline, 'SELECT 1 FROM dead_letter');
      return changes.length === [...heads.values()].reduce((a, b) => a + b) && letters.length === dead.length;
    });
  const allApplied = () =>
    eventually(async () => {
      const { partitions } = await read<{ partitions: { lag: number }[] }>(pipeline, '/v1/ops/projection');
      return partitions.every(({ lag }) => lag === 0);
    });
  const answers = async (ids: readonly string[]) => {
    const paths = ['', '/facts', '/statements', '/statements/s', '/statements/s/revisions', '/log'];
    const ofIncidents = ids.flatMap((id) => paths.map((path) => `/v1/incidents/${id}${path}`));
    const all = [...ofIncidents, '/v1/incidents?limit=500', '/v1/changes?from=start&limit=500', '/v1/events/0@3'];
    return Promise.all(all.map(async (path) => ({ path, answer: await read(pipeline, path) })));
  };
  const refused = async (reason: RegExp, run = copy()) => {
    const { code, output } = await run.ended;
    expect(output).toMatch(reason);
    expect(code).toBe(REFUSED);
  };

  const reached = async (run: Run, line: string) => {
    await eventually(() => run.child.exitCode !== null || new RegExp(line).test(run.output()), { every: 1 });
    expect(run.output()).toMatch(new RegExp(line));
  };

  it('is refused while the services run, from a prefix that has no topics, and to the same prefix', async () => {
    const lines = many.flatMap((id) => Array.from({ length: 50 }, (_, i) => published(`e${i}`, id, i)));
    await sendLines(pipeline, lines);
    await tellSecret(pipeline, 'secret', word);
    await leaveHoles(pipeline, 'secret');
    await redactSecret(pipeline, 'secret', word);
    await allApplied();
    await allPublished(old);
    before = await answers(['secret', ...many]);
    headsBefore = await changeHeads(pipeline);
    const kept = await query(
      pipeline,
      `SELECT encode(value, 'escape') AS value FROM dead_letter WHERE reason = 'id-reused'`,
    );
    const late = kept.filter(({ value }) => String(value).includes('"language":"de"'));
    expect(late).toHaveLength(1);
    expect(JSON.stringify(late)).not.toContain(word);
    expect((await topicsThatSay(old, word)).length).toBeGreaterThan(10);
    await refused(/the projector runs: 1 in the consumer group/);
    await refused(/must be another/, disclosure(pipeline, old, 'copy-topics', '--to-prefix', old));
    await refused(/there is no topic/, disclosure(pipeline, 'nobody-', 'copy-topics', '--to-prefix', next));
  }, 120_000);

  it('is refused while something is not applied or not published, and while the notifier runs', async () => {
    await pipeline.stop('projector');
    await refused(/a notifier runs, or another copy/);
    await sendLines(pipeline, [published('late', 'incident-0', 99)]);
    await pipeline.stop('notifier');
    await refused(/is applied up to \d+, and ends at \d+/);
    await pipeline.start('projector');
    await allApplied();
    await pipeline.stop('projector');
    await refused(/ends with sequence \d+, and the last change is \d+/);
    await pipeline.start('notifier');
    await allPublished(old);
    await Promise.all([pipeline.stop('notifier'), pipeline.stop('ingest')]);
    before = await answers(['secret', ...many]);
    headsBefore = await changeHeads(pipeline);
  }, 120_000);

  it('is refused while a transaction is open, and when somebody sends events meanwhile', async () => {
    const open = await openTransaction(pipeline, 'incident-0');
    await refused(/has an unfinished transaction at \d+/);
    await open.abort();
    await pipeline.start('projector');
    await allApplied();
    await pipeline.stop('projector');
    const run = copy('--erase-unclear');
    await reached(run, 'copied .*events');
    await sendStraight(pipeline, 'incident-2', [published('meanwhile', 'incident-2', 98)]);
    await refused(/somebody sends events there/, run);
    await Promise.all([pipeline.start('projector'), pipeline.start('notifier')]);
    await allApplied();
    await allPublished(old);
    await Promise.all([pipeline.stop('projector'), pipeline.stop('notifier')]);
    before = await answers(['secret', ...many]);
    headsBefore = await changeHeads(pipeline);
    await refused(/is not what this copy has there.*--anew/);
    const anew = copy('--erase-unclear', '--anew');
    await reached(anew, 'copied .*events');
    anew.child.kill('SIGKILL');
    await anew.ended;
  }, 120_000);

  it('goes on where it was killed, and leaves the parts nowhere', async () => {
    for (const line of ['have redactions', 'copied .*events', 'copied .*changes', 'compared .*incidents']) {
      const run = copy('--erase-unclear');
      await reached(run, line);
      run.child.kill('SIGKILL');
      await run.ended;
    }
    for (let kills = 0; kills < 6; kills += 1) {
      const run = copy('--erase-unclear');
      await delay(500 + Math.random() * 1_000);
      run.child.kill('SIGKILL');
      await run.ended;
    }
    const { code, output } = await copy('--erase-unclear').ended;
    expect(output).toMatch(/Done. Start the services with TOPIC_PREFIX=/);
    expect(code).toBe(0);
    expect(await topicsThatSay(next, word)).toEqual([]);
    expect(await rowsThatSay(pipeline, word)).toEqual([]);
  }, 120_000);

  it('keeps every record at its offset, and what is not redacted as it was', async () => {
    const [from, to] = await Promise.all([readTopic(topicNames(old).events), readTopic(topicNames(next).events)]);
    const copies = new Map(to.map((record) => [`${record.partition}@${record.offset}`, record]));
    const differing = from.filter(
      (record) => JSON.stringify(copies.get(`${record.partition}@${record.offset}`)) !== JSON.stringify(record),
    );
    expect(differing.length).toBeGreaterThan(5);
    expect(differing.every(({ key }) => key === 'secret')).toBe(true);
    // The holes that the transactions left are filled.
    expect(to.length).toBeGreaterThanOrEqual(from.length + 3);
  });

  it('an empty store that is rebuilt from the copy has the same read models', async () => {
    const fresh = await freshDatabase();
    const other: Pipeline = { ...pipeline, databaseUrl: fresh.url };
    const { code } = await disclosureWith({ PARTITIONS: '2' }, other, next, 'rebuild', '--yes').ended;
    expect(code).toBe(0);
    await pipeline.start('projector', { TOPIC_PREFIX: next, DATABASE_URL: fresh.url });
    const applied = (store: Pipeline) =>
      query(store, 'SELECT partition, next, last_offset, last_hash FROM projection_offset ORDER BY partition');
    const wanted = await applied(pipeline);
    await eventually(async () => JSON.stringify(await applied(other)) === JSON.stringify(wanted));
    await pipeline.stop('projector');
    for (const table of ['event', 'incident', 'statement', 'statement_revision', 'fact', 'position']) {
      const rows = (store: Pipeline) => query(store, `SELECT row_to_json(t)::text AS row FROM ${table} t ORDER BY 1`);
      expect(await rows(other)).toEqual(await rows(pipeline));
    }
    await fresh.drop();
  });

  it('is refused where the target has something else', async () => {
    const foreign = `${old}v3-`;
    await pipeline.start('ingest', { TOPIC_PREFIX: foreign });
    await sendLines(pipeline, [published('x', 'somebody-elses', 1), published('x', 'another', 1)]);
    await pipeline.stop('ingest');
    await refused(/is not what this copy has there/, disclosure(pipeline, next, 'copy-topics', '--to-prefix', foreign));
    await refused(
      /is not the log that the read models come from/,
      disclosure(pipeline, foreign, 'copy-topics', '--to-prefix', `${old}v6-`),
    );
  });

  it('everything starts on the copy and answers as before, and sequences go on', async () => {
    await pipeline.stop('query');
    await Promise.all(services.map((name) => pipeline.start(name, { TOPIC_PREFIX: next })));
    expect(await answers(['secret', ...many])).toEqual(before);
    const { summary } = await sendLines(pipeline, [published('new', 'secret', 50), published('new', 'incident-1', 51)]);
    await read(pipeline, '/v1/incidents/secret', summary.offsets);
    await allPublished(next);
    const heads = await changeHeads(pipeline);
    const changes = await readTopic(topicNames(next).changes);
    for (const [partition, head] of heads) {
      const sequences = changes
        .filter((change) => change.partition === partition)
        .map(({ headers }) => headers['sequence']);
      expect(sequences).toEqual(Array.from({ length: head }, (_, i) => String(i + 1)));
      expect(head).toBeGreaterThanOrEqual(headsBefore.get(partition) ?? 0);
    }
    expect(changes.length).toBeGreaterThan([...headsBefore.values()].reduce((a, b) => a + b));
  }, 120_000);

  it('deletes the old topics when it is told to', async () => {
    await Promise.all(services.map((name) => pipeline.stop(name)));
    const third = `${old}v5-`;
    const { code, output } = await disclosure(
      pipeline,
      next,
      ...['copy-topics', '--to-prefix', third, '--delete-old', '--yes'],
    ).ended;
    expect(output).toMatch(/deleted .*v2-disclosure.events.v1/);
    expect(code).toBe(0);
    const noted = await query<{ action: string; detail: unknown }>(
      pipeline,
      `SELECT action, detail FROM audit ORDER BY id DESC LIMIT 2`,
    );
    expect(noted).toMatchObject([
      { action: 'delete topics', detail: { topics: expect.arrayContaining([topicNames(next).events]) } },
      { action: 'copy topics', detail: { from: next, to: third } },
    ]);
    await refused(/there is no topic/, disclosure(pipeline, next, 'copy-topics', '--to-prefix', third));
    next = third;
  });

  it('is refused where the log has lost its beginning', async () => {
    await forgetFirst(next);
    await refused(/begins at 1/, disclosure(pipeline, next, 'copy-topics', '--to-prefix', `${old}v4-`));
  });
});
