import { fetchOffsets, readRecord, recordHash } from '#kafka';
import {
  acknowledgeLog,
  lockProjection,
  readKeptDeadLetters,
  rewriteDeadLetters,
  transaction,
  type KeptDeadLetter,
  type Sql,
} from '#persistence';
import { Refused } from './refused.js';
import type { Source } from './source.js';

const LAST_OFFSET = 9_223_372_036_854_775_807n;

/** PostgreSQL takes the copied log for its own, and keeps of dead letters what is left of them: all of it, or nothing. */
export async function handOver(source: Source): Promise<void> {
  await mustBeUnchanged(source);
  await transaction(source.database, async (sql) => {
    for (const [partition, { next, lastOffset }] of await lockProjection(sql)) {
      if (next !== (source.ends[partition] ?? 0n))
        throw new Refused([`the projector has gone on in partition ${partition} meanwhile: stop it, and begin anew`]);
      if (lastOffset !== null) await acknowledgeLog(sql, partition, await hashAt(source, partition, lastOffset));
      await eraseDeadLetters(sql, source, partition);
    }
  });
}

/** Ingest holds nothing by which it could be seen. */
async function mustBeUnchanged({ kafka, from, ends }: Source): Promise<void> {
  for (const { partition, high } of await fetchOffsets(kafka, from.events)) {
    const end = ends[partition] ?? 0n;
    if (high === end) continue;
    throw new Refused([
      `${from.events} ${partition} ends at ${high}, and is copied up to ${end}: somebody sends events there. Stop ingest and ` +
        `whoever writes straight to Kafka, start the projector and the notifier until they are done, and run the command again`,
    ]);
  }
}

async function hashAt({ kafka, to }: Source, partition: number, offset: bigint): Promise<Buffer> {
  const record = await readRecord(kafka, to.events, partition, offset);
  if (record === null) throw new Refused([`${to.events} ${partition}@${offset} is gone`]);
  return recordHash(record);
}

async function eraseDeadLetters(sql: Sql, { erasure }: Source, partition: number): Promise<void> {
  const letters = await readKeptDeadLetters(sql, { partition, first: 0n, last: LAST_OFFSET });
  const rewritten = [...letters.values()].flatMap((letter): KeptDeadLetter[] => {
    const fate = letter.reason === 'apply-failed' ? 'applied' : 'died';
    const { record, reached } = erasure.of(letter, letter.recorded, fate);
    const detail = erasure.texts.maskedIn(Buffer.from(letter.detail)).toString();
    if (!reached && detail === letter.detail) return [];
    return [{ ...letter, ...record, headers: listed(record.headers), detail }];
  });
  await rewriteDeadLetters(sql, rewritten);
}

function listed(headers: Readonly<Record<string, Buffer | readonly Buffer[]>>): KeptDeadLetter['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()]));
}
