import { setTimeout as delay } from 'node:timers/promises';
import {
  CHANGES_CHANNEL,
  countAnnounced,
  schemaOf,
  sqlOf,
  takeRebuildLock,
  type Announced,
  type Database,
} from '#persistence';
import { Refused } from '../copy-topics/refused.js';
import { begin, openBuilt } from './begin.js';
import { Build } from './build.js';
import { mustBeTheLog, readEnds } from './checks.js';
import { prepare } from './prepare.js';
import { restore, settleRestored } from './restore/restore.js';
import type { Report } from './report.js';
import type { Generations, Source } from './source.js';
import { attemptSwitch, CLOSE, distance } from './switch.js';

// A process that was killed holds its lock until PostgreSQL notices.
const LOCK_TRIES = 10;
const BETWEEN_TRIES_MS = 500;
const ATTEMPTS = 60;

export interface Agreement {
  /** More changes than this are told only if somebody agrees. */
  readonly atMost: number;
  /** Rejects with `Refused` unless he does. */
  readonly agree: (generation: string, announced: Announced) => Promise<void>;
}

/**
 * Builds the next generation of read models beside the one that is served, and lets it be served. Ended in the middle, it goes
 * on where it was.
 * @throws Refused
 */
export async function rebuild(source: Source, agreement: Agreement, report: Report): Promise<void> {
  const release = await lock(source.database);
  try {
    const generations = await begin(source);
    const database = await openBuilt(source, generations.built);
    try {
      await buildAndSwitch(source, generations, database, agreement, report);
    } finally {
      await database.destroy();
    }
  } finally {
    report.end();
    await release();
  }
}

/** @throws Refused if another has it. */
export async function lock(database: Database): Promise<() => Promise<void>> {
  for (let tries = 1; ; tries += 1) {
    const release = await takeRebuildLock(database);
    if (release !== null) return release;
    if (tries === LOCK_TRIES) throw new Refused(['another rebuild is running']);
    await delay(BETWEEN_TRIES_MS);
  }
}

async function buildAndSwitch(
  source: Source,
  generations: Generations,
  database: Database,
  { atMost, agree }: Agreement,
  report: Report,
): Promise<void> {
  const name = schemaOf(generations.built);
  await mustBeTheLog(source, database, generations.old);
  const isLost = generations.old === null;
  if (isLost) await restore(source, report);
  const build = new Build(source, database, generations.built, isLost, (records) => report.applied(records));
  await catchUp(source, generations, build, report);
  if (isLost) await settleRestored(source, database, generations.built);
  report.built(name);
  report.comparing();
  let prepared = await prepare(source.database, generations, build);
  let announced = await countAnnounced(sqlOf(source.database), generations.built);
  let agreed = { changes: atMost, dead: 0 };
  for (let attempts = 1; ; attempts += 1) {
    report.announcing(name, announced);
    if (!isWithin(announced, agreed)) {
      await agree(name, announced);
      agreed = announced;
    }
    await catchUp(source, generations, build, report);
    report.holding();
    const attempt = await attemptSwitch(source, { generations, build, prepared }, (count) => isWithin(count, agreed));
    if (attempt.kind === 'switched') {
      await sqlOf(source.database).query('SELECT pg_notify($1, $2)', [CHANGES_CHANNEL, '']);
      report.switched(name, attempt.announced);
      return;
    }
    if (attempt.kind === 'more') announced = attempt.announced;
    else {
      report.waiting(attempt.reason);
      // What was held in vain goes on meanwhile.
      await delay(BETWEEN_TRIES_MS);
    }
    if (attempts >= ATTEMPTS)
      throw new Refused([`${name} is built, and could not be switched to: ${attempt.kind}. Run the command again`]);
    // Much may have moved while somebody was asked.
    if (build.touchedSince.size > Number(CLOSE)) prepared = await prepare(source.database, generations, build);
  }
}

function isWithin({ changes, dead }: Announced, agreed: Pick<Announced, 'changes' | 'dead'>): boolean {
  return changes <= agreed.changes && dead <= agreed.dead;
}

/** Until what is left can be applied while the projectors are held. */
async function catchUp(source: Source, { old, built }: Generations, build: Build, report: Report): Promise<void> {
  for (;;) {
    const ends = await readEnds(source, old);
    const left = await distance(build, ends);
    report.building(schemaOf(built), Number(left));
    await build.upTo(ends);
    if (left < CLOSE) return;
  }
}
