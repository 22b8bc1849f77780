import type { Fact } from './facts.js';
import { relationTo } from './facts.js';
import { relate } from './relate.js';
import { isFlag, typeOf, type Rules } from './rules.js';
import { carriesValue, type Said } from './statements.js';
import { positionView } from './views.js';

const listed = 20;

/** Who stands with whom: each with the first side that it can agree with, else on one of its own if it conflicts with anybody. */
export function sidesOf({ positions }: Fact, rules: Rules) {
  const carrying = positions.filter((said) => carriesValue(said, rules));
  const sides: [Said, ...Said[]][] = [];
  for (const said of carrying) {
    const own = sides.find(([first]) => agree(first, said, rules));
    if (own !== undefined) own.push(said);
    else if (carrying.some((other) => relationTo(other, said, rules) === 'conflicts')) sides.push([said]);
  }
  return sides.map((side) => ({
    value: side[0].value,
    stance: side[0].stance,
    positions: side.slice(0, listed).map((said) => ({ ...positionView(said, positions[0], rules), quote: null })),
  }));
}

function agree(first: Said, said: Said, rules: Rules): boolean {
  if ((first.stance === 'denied') !== (said.stance === 'denied')) return false;
  if (isFlag(first.fact, rules)) return true;
  if (first.value === null || said.value === null) return false;
  const relation = relate(typeOf(first.fact, rules), said.value, first.value);
  return ['same', 'refines', 'broader', 'overlaps'].includes(relation);
}
