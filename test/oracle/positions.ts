import { compare } from './order.js';
import { relate } from './relate.js';
import { isFlag, typeOf, type Rules } from './rules.js';
import type { Said } from './statements.js';

/** Rule 5: latest; then what is no echo; then first-hand; then later in order. */
function latest(claims: readonly Said[]): Said {
  const strength = ({ saidAt, echo, relayed, order }: Said) => [saidAt, !echo, !relayed, ...order];
  return claims.reduce((best, said) => (compare(strength(said), strength(best)) > 0 ? said : best));
}

/** What the speakers hold on one fact and item, out of all claims ever made on it. */
export function positionsOf(claims: readonly Said[], rules: Rules): Said[] {
  const standing = claims.filter(
    ({ statement, revision }) => statement.retracted === null && statement.revisions.at(-1) === revision,
  );
  const bySpeaker = Map.groupBy(standing, ({ speaker }) => speaker.id);
  return [...bySpeaker.values()].flatMap((own) => held(own, rules));
}

/** What one speaker holds: one position, and one more for each value denied. */
function held(claims: readonly Said[], rules: Rules): Said[] {
  const [first] = claims;
  if (first === undefined) return [];
  if (isFlag(first.fact, rules)) return [latest(claims)];
  const sameValue = (a: Said, b: Said) =>
    a.value !== null && b.value !== null && relate(typeOf(a.fact, rules), a.value, b.value) === 'same';
  const denials = claims.filter(({ stance }) => stance === 'denied');
  const others = claims.filter(({ stance }) => stance !== 'denied');
  const latestDenials = denials.filter((one) => latest(denials.filter((other) => sameValue(one, other))) === one);
  const latestOther = others.length === 0 ? [] : [latest(others)];
  const positions = [...latestOther, ...latestDenials];
  // Of a denial and an affirmation or suspicion of the same value only the later stands.
  return positions.filter((one) => {
    const against = positions.filter(
      (other) => sameValue(one, other) && (one.stance === 'denied') !== (other.stance === 'denied'),
    );
    return latest([one, ...against]) === one;
  });
}
