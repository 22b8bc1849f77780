import { policyFingerprint, type Policy } from '#domain';
import { notePolicy, servedTransaction, type Database } from '#persistence';
import { CannotProject, type Projection } from '#projection';

/**
 * Applies to whichever generation is served as a transaction begins: after a switch the next batch goes to the new one.
 * Facts that were resolved by another policy are not touched.
 */
export function inServedGeneration(database: Database, policy: Policy): Projection['transaction'] {
  const own = policyFingerprint(policy);
  return (work) =>
    servedTransaction(database, async (sql, served) => {
      if (served.policy === null) await notePolicy(sql, served, own);
      else if (served.policy !== own)
        throw new CannotProject(
          `the read models g${served.number} are those of another policy than ${policy.name}: ` +
            `start this service with theirs (POLICY_FILE), or build new ones with this one (disclosure rebuild)`,
        );
      return work(sql, served.number);
    });
}
