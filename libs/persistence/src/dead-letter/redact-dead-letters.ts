import { redactReceived } from '#domain';
import type { RedactedStatement } from '../change/redact-changes.js';
import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';

interface Row {
  readonly partition: number;
  readonly offset: string;
  readonly value: Buffer;
}

/** Dead letters that say what a redaction took say it no more. What cannot be read is left: nobody knows what it says. */
export async function redactDeadLetters(sql: Sql, { subject, statement, parts }: RedactedStatement): Promise<void> {
  const rows = await sql.query<Row>(
    'SELECT partition, "offset", value FROM public.dead_letter WHERE subject = $1 AND value IS NOT NULL',
    [subject],
  );
  const rewritten = rows.flatMap(({ value, ...at }) => {
    const event = read(value);
    if (event === null || Reflect.get(event.data, 'statement') !== statement) return [];
    return [{ ...at, value: Buffer.from(JSON.stringify(redactReceived(event, parts))).toString('base64') }];
  });
  if (rewritten.length === 0) return;
  await sql.query(
    `UPDATE public.dead_letter d SET value = decode(t.value, 'base64') FROM json_to_recordset($1) AS t(partition int, "offset" bigint, value text)
     WHERE d.partition = t.partition AND d."offset" = t."offset"`,
    [jsonRows(rewritten)],
  );
}

function read(value: Buffer): { readonly data: object } | null {
  try {
    const event: unknown = JSON.parse(value.toString());
    if (typeof event !== 'object' || event === null || !('data' in event)) return null;
    const { data } = event;
    return typeof data === 'object' && data !== null ? { ...event, data } : null;
  } catch {
    return null;
  }
}
