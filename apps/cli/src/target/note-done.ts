import { userInfo } from 'node:os';
import { writeAudit, type Sql } from '#persistence';

/** Keeps in the audit what was done, and by whom: who sits at the terminal, as far as the system knows. */
export async function noteDone(sql: Sql, action: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
  const { username } = userInfo();
  await writeAudit(sql, [
    { service: 'cli', principal: `local:${username}`, action, outcome: 'done', times: 1, detail },
  ]);
}
