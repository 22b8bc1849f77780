import { Logger } from '@nestjs/common';
import { openPublisher, type Publisher } from '#kafka';
import { lowerNote, noteSent, readHeads, readIncidentsOfChanges, readNote, sqlOf } from '#persistence';
import { checkTail } from './known-tail.js';
import { isBeyond, toPosition, toSent, type Position } from './position.js';
import type { Publishing } from './publishing.js';
import { batchRows } from './read-batch.js';
import { resumePoint } from './resume-point.js';

const log = new Logger('Publishing');

export interface TakenOver {
  readonly publisher: Publisher;
  readonly from: Position;
  /** Incidents of the last batch: the states of the compacted topic are sent at least once. */
  readonly again: readonly string[];
}

/** Opens a partition, and finds out where to go on. Rejects with `Standstill`, or as `openPublisher` does. */
export async function takeOver(partition: number, publishing: Publishing): Promise<TakenOver> {
  const { kafka, topics, topicPrefix } = publishing;
  const transactionalId = `${topicPrefix}notifier-${partition}`;
  const publisher = await openPublisher({ kafka, transactionalId, partition, topics });
  try {
    const from = await findPoint(partition, publisher, publishing);
    const last = { partition, through: from.sequence, rows: batchRows };
    return { publisher, from, again: await readIncidentsOfChanges(sqlOf(publishing.database), last) };
  } catch (error) {
    await publisher.close();
    throw error;
  }
}

async function findPoint(partition: number, { tail }: Publisher, { database }: Publishing): Promise<Position> {
  const sql = sqlOf(database);
  const note = await readNote(sql, partition);
  const head = (await readHeads(sql, [partition])).get(partition)?.sequence ?? 0n;
  const point = resumePoint({ partition, tail, note, head });
  await checkTail(sql, partition, tail, note);
  if (note === null) await noteSent(sql, partition, toSent(point));
  else if (note.resume === 'resend' || isBeyond(toPosition(note), point)) {
    log.warn(`sends again from change ${point.sequence + 1n} of partition ${partition} on: ${note.sequence} was noted`);
    await lowerNote(sql, partition, toSent(point));
  }
  return point;
}
