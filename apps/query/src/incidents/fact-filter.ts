import { stances, type ClaimValue } from '#contracts';
import { definitionOf, readValue, type Extent, type FactDefinition, type Vocabulary } from '#domain';
import { termColumn, type FactBound, type FactCondition } from '#persistence';
import { parseId } from '../http/parameters.js';

type Operator = FactBound['operator'];
type Tests = Pick<FactCondition, 'among' | 'bounds'>;

const form = /^([^[\]<>=]*)(?:\[([^[\]]*)\])?(?:(<=|>=|<|>|=)(.*))?$/s;
const held: Tests['among'] = [
  { column: 'status', values: ['established', 'suspected', 'contested'] },
  { column: 'stance', values: ['affirmed', 'suspected'] },
];

/** `exposure.people>=1000000`, `exposure.data[payment]=affirmed`, or a fact alone: something is said of it. A string says what is wrong. */
export function readFactFilter(text: string, vocabulary: Vocabulary): FactCondition | string {
  const [, fact = '', item, operator, value = ''] = form.exec(text) ?? [];
  const definition = definitionOf(vocabulary, fact);
  if (definition === undefined) return `names no fact of the vocabulary: ${JSON.stringify(fact.slice(0, 200))}`;
  if (definition.items === undefined && item !== undefined) return `must not name an item: ${fact} has none`;
  if (definition.items !== undefined && item === undefined) return `must name an item: ${fact}[…]`;
  if (item !== undefined && parseId(item) === undefined) return 'has an item that is no id';
  const tests = operator === undefined ? { among: [], bounds: [] } : testsOf(definition, operator as Operator, value);
  return typeof tests === 'string' ? `${fact} ${tests}` : { fact, item: item ?? null, ...tests };
}

function testsOf(definition: FactDefinition, operator: Operator, text: string): Tests | string {
  const { type } = definition;
  const ordered = type === 'date' || type === 'count' || type === 'money';
  if (!ordered && operator !== '=') return `takes =, not ${operator}`;
  if (type === 'flag') return flagTests(text);
  const value = readText(definition, text);
  const extent = value === null ? 'must be an amount and a currency: 1000000EUR' : readValue(definition, value);
  if (typeof extent === 'string') return extent;
  return valueTests(extent, operator);
}

function readText({ type }: FactDefinition, text: string): ClaimValue | null {
  if (type === 'count') return /^\d{1,16}$/.test(text) ? Number(text) : text;
  if (type !== 'money') return text;
  const [, amount, currency = ''] = /^(\d{1,15}(?:\.\d{1,6})?) ?([A-Z]{3})$/.exec(text) ?? [];
  return amount === undefined ? null : { amount: Number(amount), currency };
}

const flagForms = [...stances, 'contested', 'withdrawn'];

function flagTests(text: string): Tests | string {
  if (text === 'contested' || text === 'withdrawn')
    return { among: [{ column: 'status', values: [text] }], bounds: [] };
  const stance = stances.find((each) => each === text);
  if (stance === undefined) return `must be one of ${flagForms.join(', ')}`;
  const own = { affirmed: 'established', suspected: 'suspected', denied: 'denied' } as const;
  const statuses = stance in own ? [own[stance as keyof typeof own], 'contested'] : [stance];
  const among = [
    { column: 'status', values: statuses },
    { column: 'stance', values: [stance] },
  ] as const;
  return { among, bounds: [] };
}

function valueTests(extent: Extent, operator: Operator): Tests {
  switch (extent.kind) {
    case 'interval':
      return { among: held, bounds: intervalBounds(extent, operator) };
    case 'money': {
      const { amount, currency } = extent;
      const among = [...held, { column: 'currency', values: [currency] } as const];
      return { among, bounds: [{ column: 'amount', operator, value: amount }] };
    }
    case 'term':
    case 'text':
      return { among: [...held, { column: 'term', values: [termColumn(extent.text)] }], bounds: [] };
    case 'flag':
      return { among: held, bounds: [] };
  }
}

/** Half-open intervals: `<` ends before the other begins, `<=` by its end; `=` lies within it. Those without an end are not before anything. */
function intervalBounds({ lo, hi }: Extract<Extent, { kind: 'interval' }>, operator: Operator): FactBound[] {
  // A date or count that is asked for has an end.
  const end = hi ?? lo;
  switch (operator) {
    case '<':
      return before(lo);
    case '<=':
      return before(end);
    case '>':
      return [{ column: 'lo', operator: '>=', value: end }];
    case '>=':
      return [{ column: 'lo', operator: '>=', value: lo }];
    case '=':
      return [{ column: 'lo', operator: '>=', value: lo }, ...before(end)];
  }
}

/** What ends by then has begun before: the index goes by that. */
function before(value: bigint): FactBound[] {
  return [
    { column: 'lo', operator: '<', value },
    { column: 'hi', operator: '<=', value },
  ];
}
