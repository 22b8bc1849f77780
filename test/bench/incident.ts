import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '#embedded';
import { applyAll } from './domain.js';
import { mean } from './numbers.js';
import { median } from './statistics.js';
import { Projecting } from './projecting.js';
import { shapes } from './shapes.js';
import { sizes } from './sizes.js';
import { story, type Shape } from './story.js';

const usage = `npm run bench:incident -- [--events 10000] [--shape NAME] [--by 1,100] [--domain-only]
What an event costs on an incident as it grows, at its beginning and at its end, and how large rows and records become.
--shape: only shapes whose name has this in it. --by: how many events the projector takes at once. DATABASE_URL: a database of your own, empty, that it may fill.`;

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    shape: { type: 'string', default: '' },
    by: { type: 'string', default: '1,100' },
    'domain-only': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const size = Number(values.events);
const batches = values.by.split(',').map(Number);
const ends = Math.min(500, size >> 1);
const seed = 20_211_126;

/** Microseconds an event, over the first events and over the last. */
function row(name: string, took: readonly number[], batch = 1): string {
  const each = took.map((ms) => (ms * 1000) / batch);
  const many = Math.max(1, Math.floor(ends / batch));
  const [first, last] = [each.slice(0, many), each.slice(-many)];
  const figures = [median(first), median(last), mean(first), mean(last)].map((us) => us.toFixed(0).padStart(8));
  const ratio = (of: (list: readonly number[]) => number) => (of(last) / of(first)).toFixed(2).padStart(7);
  return `  ${name.padEnd(22)}${figures.join('')}${ratio(median)}${ratio(mean)}`;
}

async function run(shape: Shape, n: number, projecting: Projecting | null): Promise<void> {
  console.log(shape.name);
  applyAll(story(shape, 'warm-up', Math.min(size, 2000), seed + 1));
  console.log(row('domain', applyAll(story(shape, 'incident', size, seed))));
  if (projecting === null) return;
  await projecting.project(story(shape, `warm-up-${n}`, Math.min(size, 1000), seed + 1), 1);
  for (const batch of batches) {
    const incident = `incident-${n}-${batch}`;
    console.log(
      row(`projector, by ${batch}`, await projecting.project(story(shape, incident, size, seed), batch), batch),
    );
  }
  const incident = `incident-${n}-${batches.at(-1) ?? ''}`;
  projecting.forget();
  const [more] = story(shape, incident, size + 1, seed).slice(-1);
  const [restored] = await projecting.project(more === undefined ? [] : [more], 1);
  console.log(`  after a restart, the first event took ${(restored ?? 0).toFixed(0)} ms`);
  for (const { of, bytes, limit } of await sizes(projecting.database, incident)) {
    console.log(
      `  ${of.padEnd(24)}${bytes.toLocaleString('en').padStart(12)} bytes${limit === null ? '' : ` of ${limit.toLocaleString('en')}`}`,
    );
  }
}

async function main(): Promise<void> {
  if (values.help) {
    console.log(usage);
    return;
  }
  const own = process.env['DATABASE_URL'];
  const folder = await mkdtemp(join(tmpdir(), 'corrigenda-bench-'));
  const postgres =
    values['domain-only'] || own !== undefined ? null : await startPostgres({ dataDir: folder, port: 0 });
  const url = own ?? postgres?.url;
  const projecting = values['domain-only'] || url === undefined ? null : await Projecting.on(url);
  try {
    console.log(`${size} events, one in ten late; microseconds an event over the first ${ends} and the last ${ends}`);
    console.log(`  ${''.padEnd(22)}  median     end    mean     end  ratio of each`);
    for (const [n, shape] of shapes.entries()) if (shape.name.includes(values.shape)) await run(shape, n, projecting);
  } finally {
    await projecting?.database.destroy();
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
