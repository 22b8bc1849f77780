import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { eventually } from '../../support/index.js';
import { OwnPipeline } from '../own-pipeline.js';
import { fill, makeRoom, smallDisk } from './small-disk.js';

const kafkaDisk = smallDisk('kafka');
const postgresDisk = smallDisk('postgres');
const folders = { kafka: join(kafkaDisk, 'data'), postgres: join(postgresDisk, 'data') };
const remove = async (): Promise<void> => {
  for (const folder of Object.values(folders)) await rm(folder, { recursive: true, force: true });
};
const MUCH = 'x'.repeat(8_000);

let own: OwnPipeline;
beforeAll(async () => {
  own = await OwnPipeline.start(
    { ...folders, remove },
    { postgres: { max_wal_size: '48MB', min_wal_size: '32MB', checkpoint_timeout: '30s' } },
  );
  for (let n = 0; n < 20; n += 1) await own.recordedOne(20_000);
  await own.settled(30_000);
}, 180_000);
afterAll(async () => {
  await Promise.all([makeRoom(kafkaDisk), makeRoom(postgresDisk)]);
  await own.end();
}, 60_000);

function since(began: number): string {
  return `${((performance.now() - began) / 1_000).toFixed(1)} s`;
}

async function goesOn(within: number): Promise<string> {
  const began = performance.now();
  await own.recordedOne(within);
  await own.settled(within);
  await own.published(within);
  const took = since(began);
  for (const service of ['ingest', 'projector', 'notifier', 'query'] as const)
    await eventually(async () => expect(await own.ready(service)).toMatchObject({ status: 200 }), { timeout: 30_000 });
  return took;
}

async function nothingIsDead(): Promise<void> {
  expect(await own.query('SELECT partition, "offset", reason FROM public.dead_letter')).toEqual([]);
}

describe("Kafka's disk is full", () => {
  it('nothing is answered 201 that is not in the log, and everything goes on when there is room', async () => {
    await fill(kafkaDisk);
    const began = performance.now();
    let ended = false;
    void own.kafka.ended.then(() => (ended = true));
    const before = own.recorded.size;
    while (!ended && performance.now() - began < 90_000) await own.send(MUCH);
    expect(ended).toBe(true);
    process.stderr.write(
      `Kafka ended ${since(began)} after its disk was full, having taken ${own.recorded.size - before} more\n`,
    );
    expect((await own.send()).status).toBe(503);
    expect(await own.ready('ingest')).toMatchObject({ status: 503 });
    await makeRoom(kafkaDisk);
    await own.startKafkaAgain();
    process.stderr.write(`room on Kafka's disk, and Kafka started: everything goes on after ${await goesOn(60_000)}\n`);
    await nothingIsDead();
  }, 300_000);
});

describe("PostgreSQL's disk is full", () => {
  it('nothing is parked, reads go on, readiness says why, and everything goes on when there is room', async () => {
    await fill(postgresDisk);
    const sent: number[] = [];
    for (let n = 0; n < 60; n += 1) sent.push((await own.send(`${n}${MUCH}`)).status);
    expect(new Set(sent)).toEqual(new Set([201]));
    await eventually(
      async () => {
        const { status, body } = await own.ready('projector');
        expect(status).toBe(503);
        expect(body).toContain('No space left on device');
      },
      { timeout: 60_000 },
    );
    await own.readable(10_000);
    await nothingIsDead();
    await makeRoom(postgresDisk);
    process.stderr.write(`room on PostgreSQL's disk: everything goes on after ${await goesOn(60_000)}\n`);
    await nothingIsDead();
  }, 300_000);

  it('where its log is what finds no room, it ends, and everything goes on when it is back', async () => {
    await fill(postgresDisk);
    let ended = false;
    void own.postgres.ended.then(() => (ended = true));
    await eventually(
      async () => {
        await own.send(MUCH);
        await own.query('SELECT pg_switch_wal()').catch(() => undefined);
        return ended;
      },
      { timeout: 120_000 },
    );
    expect(await own.ready('projector')).toMatchObject({ status: 503 });
    expect((await own.send()).status).toBe(201);
    await makeRoom(postgresDisk);
    await own.startPostgresAgain();
    process.stderr.write(
      `room on PostgreSQL's disk, and PostgreSQL started: everything goes on after ${await goesOn(60_000)}\n`,
    );
    await nothingIsDead();
  }, 300_000);
});
