import { createHash } from 'node:crypto';
import { canonicalJson } from './json.js';
import type { Policy } from './policy.js';

/** By which a policy is known again; facts that were resolved by another are not to be mixed with its own. */
export function policyFingerprint(policy: Policy): string {
  return createHash('sha256').update(canonicalJson(policy)).digest('base64url').slice(0, 22);
}
