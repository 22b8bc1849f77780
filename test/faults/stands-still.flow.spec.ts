import pg from 'pg';
import { eventually } from '../support/index.js';
import { freshFolders, OwnPipeline } from './own-pipeline.js';

let own: OwnPipeline;
beforeAll(async () => {
  own = await OwnPipeline.start(await freshFolders());
  await own.recordedOne(30_000);
  await own.settled(30_000);
}, 120_000);
afterAll(() => own.end(), 60_000);

describe('a projector whose transactions hang on a lock of somebody else', () => {
  it('is unready first, with the reason, and then ends; the next one goes on when the lock is gone', async () => {
    const { services } = own;
    const other = new pg.Client({ connectionString: own.databaseUrl });
    await other.connect();
    await other.query('BEGIN');
    await other.query('LOCK TABLE g1.event IN ACCESS EXCLUSIVE MODE');
    const ended = services.ended('projector');
    await own.recordedOne(20_000);
    const began = performance.now();
    const passed = (): string => `${((performance.now() - began) / 1_000).toFixed(1)} s`;
    await eventually(
      async () => {
        const { status, body } = await own.ready('projector');
        expect({ status, body }).toEqual({
          status: 503,
          body: expect.stringMatching(/partition \d (stands at|fails)/),
        });
      },
      { timeout: 40_000 },
    );
    process.stderr.write(`a lock is held: the projector is unready after ${passed()}\n`);
    expect((await fetch(`${services.url('projector')}/health/live`)).status).toBe(200);
    expect(await ended).toBe(1);
    process.stderr.write(`a lock is held: the projector ends after ${passed()}\n`);
    expect(performance.now() - began).toBeLessThan(90_000);
    await other.query('ROLLBACK');
    await other.end();
    await services.start('projector');
    await own.settled(30_000);
    expect(await own.query('SELECT reason FROM public.dead_letter')).toEqual([]);
  }, 240_000);
});
