import { claimsOf, statementKey, type Vocabulary } from '#domain';
import {
  claimId,
  loadEvents,
  readEventsOfType,
  readFamily,
  redactChanges,
  redactDeadLetters,
  sqlOf,
  transaction,
  type Database,
  type RedactedStatement,
  type Sql,
} from '#persistence';

/** The topics may still say what the store said no more. */
export async function redactRestored(built: Database, vocabulary: Vocabulary): Promise<void> {
  for (const { subject, event } of await readEventsOfType(
    sqlOf(built),
    'disclosure.statement.redacted.v1',
    vocabulary,
  )) {
    if (event.type !== 'disclosure.statement.redacted.v1') continue;
    const { statement, parts } = event.data;
    await transaction(built, async (sql) => {
      const redacted: RedactedStatement = {
        subject,
        statement,
        parts: new Set(parts),
        incidents: [...(await readFamily(sql, [subject]))],
        kept: await claimsKept(sql, subject, statement, vocabulary),
      };
      await redactChanges(sql, redacted);
      await redactDeadLetters(sql, redacted);
    });
  }
}

/** What the statement says all the same. */
async function claimsKept(sql: Sql, subject: string, statement: string, vocabulary: Vocabulary): Promise<Set<string>> {
  const key = statementKey(subject, statement);
  const claims = (await loadEvents(sql, [subject], vocabulary))
    .filter(({ event }) => 'statement' in event.data && statementKey(subject, event.data.statement) === key)
    .flatMap((logged) => claimsOf(logged, vocabulary));
  return new Set(claims.map(({ speaker, ...claim }) => claimId({ ...claim, speaker: speaker.id })));
}
