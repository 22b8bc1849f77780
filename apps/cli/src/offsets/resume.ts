import { topicNames } from '#contracts';
import { fetchPartitionOffsets, readPublisherTail } from '#kafka';
import { readNote, sayResume, sqlOf, type Resume } from '#persistence';
import type { Connected } from '../connections.js';
import { Refused } from '../copy-topics/refused.js';
import { noteDone } from '../target/note-done.js';
import { makeSure } from '../terminal/ask.js';
import { print } from '../terminal/out.js';

/** Says to a notifier partition how to go on. Only where the topics have lost something: said beforehand, it would hide a loss. */
export async function resumeCommandRun(
  { kafka, database, settings }: Connected,
  partition: number,
  resume: Resume,
  yes: boolean,
): Promise<void> {
  const topics = topicNames(settings.topicPrefix);
  const [changes, deadLetters] = await Promise.all(
    [topics.changes, topics.deadLetters].map(async (topic) => ({
      topic,
      offsets: await fetchPartitionOffsets(kafka, topic, partition),
    })),
  );
  if (changes === undefined || deadLetters === undefined) throw new Error('no topics');
  const tail = await readPublisherTail(kafka, changes, deadLetters);
  const note = await readNote(sqlOf(database), partition);
  if (note === null) throw new Refused([`Nothing has been published of partition ${partition} from this database.`]);
  const sequence = tail.sequence ?? -1n;
  const dead = tail.deadLetterOffset ?? note.deadLetterOffset ?? -1n;
  const lost = { changes: note.sequence - sequence, dead: (note.deadLetterOffset ?? -1n) - dead };
  if (lost.changes <= 0n && lost.dead <= 0n) {
    throw new Refused([`Partition ${partition} has lost nothing: its topics end where they were left.`]);
  }
  await print(
    `partition ${partition}: published up to sequence ${note.sequence}, and the topic ends with ${tail.sequence ?? 'none'}`,
  );
  const what =
    resume === 'continue'
      ? `Go on behind sequence ${note.sequence}, and leave a gap in the topic?`
      : 'Publish again what it has lost?';
  await makeSure(what, yes);
  await sayResume(sqlOf(database), partition, resume);
  await noteDone(sqlOf(database), `offsets ${resume}`, { partition, published: note.sequence.toString() });
  await print(`told the notifier to ${resume}; it looks every second`);
}
