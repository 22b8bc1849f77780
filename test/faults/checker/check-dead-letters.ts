import type { Findings } from './findings.js';
import { placeOf, type LogEntry, type LogIndex } from './log-index.js';

export interface DeadLetter {
  readonly partition: number;
  readonly offset: string;
  readonly reason: string;
  readonly bytesHash: string;
}
export interface DeadLetters {
  readonly table: readonly DeadLetter[];
  /** As the topic has them: each partition in order. */
  readonly topic: readonly DeadLetter[];
}

/** Each record that can not be applied is a dead letter once, in the table and in the topic, with its bytes and its reason. */
export function checkDeadLetters(
  letters: DeadLetters,
  log: LogIndex,
  reasons: ReadonlyMap<string, { readonly reason: string }>,
  /** Of an incident of whose statements a redaction took something: it is gone from its dead letters, too. */
  isRedacted: (incident: string) => boolean,
  found: Findings,
): void {
  const reasonOf = ({ fate, mark }: LogEntry) =>
    fate === 'id-reused' ? fate : fate === 'poison' ? reasons.get(mark ?? '')?.reason : undefined;
  const bytesOf = ({ event, bytesHash }: LogEntry) => (event !== null && isRedacted(event.subject) ? null : bytesHash);
  const expected = new Map(
    [...log.entries].flatMap(([at, entry]) => {
      const reason = reasonOf(entry);
      return reason === undefined ? [] : [[at, { reason, bytesHash: bytesOf(entry) }] as const];
    }),
  );
  for (const [where, told] of Object.entries(letters) as [string, readonly DeadLetter[]][]) {
    const seen = new Set<string>();
    const last = new Map<number, bigint>();
    for (const { partition, offset, reason, bytesHash } of told) {
      const at = placeOf({ partition, offset });
      const right = expected.get(at);
      const before = last.get(partition) ?? -1n;
      last.set(partition, BigInt(offset));
      if (seen.has(at)) found.add('dead-letters', `${where} has ${at} twice`);
      else if (BigInt(offset) < before) found.add('dead-letters', `${where} has ${at} after ${partition}@${before}`);
      else if (right === undefined)
        found.add(
          'dead-letters',
          `${where} has ${at} (${reason}), which is a ${log.entries.get(at)?.fate ?? 'record that the log has not'}`,
        );
      else if (right.reason !== reason)
        found.add('dead-letters', `${where} has ${at} as ${reason}, which is ${right.reason}`);
      else if (right.bytesHash !== null && right.bytesHash !== bytesHash)
        found.add('dead-letters', `${where} has other bytes of ${at} than the log`);
      seen.add(at);
    }
    for (const [at, { reason }] of expected)
      if (!seen.has(at)) found.add('dead-letters', `${where} lacks ${at} (${reason})`);
  }
}
