import { Chance } from '../oracle/chance.js';
import { knowing, projecting, publishing, takingOver } from './crash-points/catalogue.js';
import { expel } from './crash-points/expel.js';
import type { StruckProcess } from './crash-points/struck-process.js';
import { confirmed, logsOf, published } from './mutants/events.js';
import { Play } from './mutants/play.js';
import { poison } from './mutants/scenarios/poison.js';
import { verdict } from './mutants/verdict.js';

const timeout = 900_000;
// CI strikes some, others each time; `npm run faults:points` all of them.
const { POINTS = '8', POINTS_SEED = String(Date.now() % 1_000_000) } = process.env;

function chosen(points: readonly string[]): readonly string[] {
  if (POINTS === 'all') return points;
  const some = new Chance(Number(POINTS_SEED)).some(points, Number(POINTS));
  process.stderr.write(`POINTS=${POINTS} POINTS_SEED=${POINTS_SEED}: ${some.join(', ')}\n`);
  // In their order: what comes late strikes when all before it is committed, and is not passed again.
  return points.filter((point) => some.includes(point));
}

const inGroup = 'kafka:SyncGroup:after';
const looking = 'postgres:take-locks:before';

async function opened() {
  const play = await Play.open('dist', 1);
  const [ingest, projector] = await Promise.all([play.stage.start('ingest'), play.stage.start('projector')]);
  return { play, ingest, projector };
}

/** Logs in which everything happens, and poison. */
async function everything({ client }: Play, { url }: StruckProcess, seed: number): Promise<void> {
  await client.send(url, [...logsOf(seed, 8, 24), confirmed('told', 'again', 'first', 1)]);
  await poison(client, `i${seed}000-a`);
}

/** The first parts of the same. */
async function beginning({ client }: Play, { url }: StruckProcess, seed: number): Promise<void> {
  await client.send(url, [...logsOf(seed, 8, 6), published('told', 'first', 1)]);
}

function withoutPhase(points: readonly string[]): Set<string> {
  return new Set(points.map((point) => point.replace(/:(before|after)$/, '')));
}

/** What lies between the claim and the commit of a batch. */
function betweenClaimAndCommit(projector: StruckProcess): Set<string> {
  const lines = projector.passed().map((line) => line.split(' '));
  const byConnection = [...Map.groupBy(lines, ([connection]) => connection).values()];
  const transactions = byConnection.flatMap((own) => {
    const points = own.map(([, point]) => point).join('\n');
    return points.match(/^postgres:begin:before$[^]*?^postgres:commit(-batch)?:after$/gm) ?? [];
  });
  const claims = transactions.filter((one) => one.includes('postgres:claim:'));
  return withoutPhase(claims.flatMap((one) => one.split('\n')));
}

/** What lies between its joining and its first claim. */
function untilFirstClaim(projector: StruckProcess): Set<string> {
  const points = projector.passed().map((line) => line.replace(/^\d+ /, ''));
  return withoutPhase(points.slice(0, points.indexOf('postgres:claim:before')));
}

describe('a process that dies', () => {
  it.concurrent(
    'at any await of a projector from knowing its log to its commit, or right behind it, loses nothing and repeats nothing',
    async () => {
      const { play, ingest, projector } = await opened();
      const { stage } = play;
      await beginning(play, ingest, 61);
      await play.applied();
      await projector.stop();
      await everything(play, ingest, 61);
      const points = [...[...knowing, ...projecting].map((name) => `${name}:before`), 'postgres:commit-batch:after'];
      for (const point of chosen(points)) {
        const struck = stage.launch('projector', { strikes: `${point}:1=kill`, from: inGroup });
        expect([await struck.ended(120_000), ...struck.strikes()]).toEqual(['SIGKILL', `${point} kill`]);
        await expel(stage.brokers, stage.prefix);
      }
      await Promise.all([stage.start('projector'), stage.start('notifier')]);
      expect(await verdict(play)).toEqual([]);
      await play.close();
    },
    timeout,
  );

  it.concurrent(
    'at any await of a notifier that takes over, publishes or notes, loses nothing and repeats nothing',
    async () => {
      const { play, ingest } = await opened();
      const { stage } = play;
      await beginning(play, ingest, 62);
      await play.applied();
      await everything(play, ingest, 62);
      const first = await stage.start('notifier');
      await play.rest();
      await first.stop();
      const before = [...takingOver, ...publishing].map((name) => `${name}:before`);
      const after = ['kafka:InitProducerId', 'kafka:AddPartitionsToTxn', 'kafka:Produce', 'kafka:EndTxn'];
      for (const [n, point] of chosen([...before, ...after.map((name) => `${name}:after`)]).entries()) {
        await play.client.send(ingest.url, [...logsOf(630 + n, 1, 8), confirmed('told', `again-${n}`, 'first', 1)]);
        const struck = stage.launch('notifier', { strikes: `${point}:1=kill`, from: looking });
        expect([await struck.ended(120_000), ...struck.strikes()]).toEqual(['SIGKILL', `${point} kill`]);
      }
      await stage.start('notifier');
      expect(await verdict(play)).toEqual([]);
      await play.close();
    },
    timeout,
  );
});

describe('the catalogue of crash points', () => {
  it(
    'is what a projector and a notifier really pass',
    async () => {
      const { play, ingest, projector } = await opened();
      const { stage } = play;
      await beginning(play, ingest, 61);
      const first = await stage.start('notifier');
      await play.rest();
      await Promise.all([first.stop(), projector.stop()]);
      const again = await stage.start('projector', { from: inGroup });
      await everything(play, ingest, 61);
      await play.applied();
      const notifier = await stage.start('notifier', { from: looking });
      await play.rest();
      expect([...betweenClaimAndCommit(again)].sort()).toEqual([...projecting].sort());
      const toKnow = [...untilFirstClaim(again)].filter((point) => !aside.test(point) && !projecting.includes(point));
      expect(toKnow.sort()).toEqual([...knowing].sort());
      const named = withoutPhase(notifier.passed().map((line) => line.replace(/^\d+ /, '')));
      expect([...named].filter((point) => !aside.test(point)).sort()).toEqual(
        [...new Set([...takingOver, ...publishing])].sort(),
      );
      await play.close();
    },
    timeout,
  );
});

/** Connecting, asking who leads, and readiness. */
const aside =
  /^kafka:(ApiVersions|Metadata|GroupCoordinator|SyncGroup|OffsetFetch|Heartbeat)$|^postgres:(select|listen)$/;
