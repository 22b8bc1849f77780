import { topicNames } from '#contracts';
import type { Pipeline } from './pipeline.js';
import { query } from './store.js';
import { readTopic } from './topic.js';

/** Where a word of ASCII letters and digits stands in the topics of a prefix: keys, values and headers. */
export async function topicsThatSay(prefix: string, word: string): Promise<string[]> {
  const found: string[] = [];
  for (const topic of Object.values(topicNames(prefix)) as string[])
    for (const record of await readTopic(topic))
      if (JSON.stringify(record).includes(word)) found.push(`${topic} ${record.partition}@${record.offset}`);
  return found;
}

/** Rows of any table that have the word, as text, as bytes or in base64. */
export async function rowsThatSay(pipeline: Pipeline, word: string): Promise<string[]> {
  const tables = await query<{ name: string }>(
    pipeline,
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
      WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const forms = [word, Buffer.from(word).toString('hex'), ...[0, 1, 2].map((shift) => inBase64(word, shift))];
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await query<{ row: string }>(pipeline, `SELECT row_to_json(t)::text AS row FROM ${name} t`);
    found.push(
      ...rows.filter(({ row }) => forms.some((form) => row.includes(form))).map(({ row }) => `${name} ${row}`),
    );
  }
  return found;
}

/** The part of it that does not depend on what stands around the word. */
function inBase64(word: string, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(word)]).toString('base64');
  return text.slice(shift === 0 ? 0 : 4, Math.floor((shift + word.length) / 3) * 4);
}
