import {
  addMillis,
  parseInstant,
  validateSchema,
  type Claim,
  type DisclosureEvent,
  type Instant,
  type Validation,
  type ValidationError,
} from '#contracts';
import { carriesValue, factId, partiesOf, speakerOf, type RevisionContent } from './claim.js';
import { sameKey } from './relate.js';
import { readValue, type Extent } from './value.js';
import { definitionOf, type FactDefinition, type Vocabulary } from './vocabulary.js';

const maxAheadMillis = 5 * 60_000;

/**
 * Whether an event can be applied: its schema, and what only the vocabulary and the event as a whole can tell.
 * @param recorded when the pipeline accepted it.
 */
export function checkEvent(value: unknown, recorded: Instant, vocabulary: Vocabulary): Validation {
  const validation = validateSchema(value);
  if (validation.kind !== 'valid') return validation;
  const { event } = validation;
  const errors = isText(event) ? [] : checkText(event, '');
  errors.push(...checkTime(event, recorded), ...checkData(event, recorded, vocabulary));
  return errors.length > 0 ? { kind: 'invalid', errors } : validation;
}

function checkData(event: DisclosureEvent, recorded: Instant, vocabulary: Vocabulary): ValidationError[] {
  switch (event.type) {
    case 'disclosure.statement.published.v1':
    case 'disclosure.statement.revised.v1':
      return checkClaims('/data', event.data, event.time, vocabulary);
    case 'disclosure.statement.corrected.v1':
      return checkCorrection(event, recorded, vocabulary);
    case 'disclosure.statement.redacted.v1':
      return checkParts(event.data.parts, vocabulary);
    case 'disclosure.fact.ruled.v1':
      return checkRuling(event.data, vocabulary);
    case 'disclosure.statement.retracted.v1':
    case 'disclosure.statement.reassigned.v1':
    case 'disclosure.incident.described.v1':
    case 'disclosure.incident.merged.v1':
    case 'disclosure.incident.unmerged.v1':
      return [];
  }
}

type Event<Name extends DisclosureEvent['type']> = Extract<DisclosureEvent, { type: Name }>;

/** When the corrected event happened is known here only if the correction says so. */
function checkCorrection(
  { data }: Event<'disclosure.statement.corrected.v1'>,
  recorded: Instant,
  vocabulary: Vocabulary,
): ValidationError[] {
  const { content, time } = data;
  if ((content === undefined) === (data.void === undefined)) {
    return [{ pointer: '/data', message: 'must have either the whole right content or void' }];
  }
  if (content === undefined)
    return time === undefined
      ? []
      : [{ pointer: '/data/time', message: 'must not be given: what is void has no time' }];
  const happened = time === undefined ? null : parseInstant(time);
  const early =
    happened === null || !isAhead(happened, recorded)
      ? []
      : [{ pointer: '/data/time', message: `must not be more than five minutes after it is recorded (${recorded})` }];
  return [...early, ...checkClaims('/data/content', content, time ?? null, vocabulary)];
}

const contentParts: ReadonlySet<string> = new Set(['body', 'title', 'url', 'quotes']);

function checkParts(parts: readonly string[], vocabulary: Vocabulary): ValidationError[] {
  return parts.flatMap((part, i) =>
    contentParts.has(part) || definitionOf(vocabulary, part) !== undefined
      ? []
      : [
          {
            pointer: `/data/parts/${i}`,
            message: `must be ${[...contentParts].join(', ')} or a fact of the vocabulary`,
          },
        ],
  );
}

function checkRuling(
  { fact, item, prefer }: Event<'disclosure.fact.ruled.v1'>['data'],
  vocabulary: Vocabulary,
): ValidationError[] {
  const definition = definitionOf(vocabulary, fact);
  if (definition === undefined) return [{ pointer: '/data/fact', message: `is not in the vocabulary: ${fact}` }];
  const errors: ValidationError[] = [];
  const fail = (member: string, message: string) => errors.push({ pointer: `/data${member}`, message });
  checkItem({ fact, item }, definition, fail);
  if (prefer === null || 'speaker' in prefer) return errors;
  if ('stance' in prefer) {
    if (definition.type !== 'flag') fail('/prefer/stance', 'must not be given: only a flag is ruled by stance');
    return errors;
  }
  const extent = readValue(definition, prefer.value);
  if (typeof extent === 'string') fail('/prefer/value', extent);
  return errors;
}

function checkTime(event: DisclosureEvent, recorded: Instant): ValidationError[] {
  const time = parseInstant(event.time);
  if (time !== null && !isAhead(time, recorded)) return [];
  return [{ pointer: '/time', message: `must not be more than five minutes after it is recorded (${recorded})` }];
}

function isAhead(time: Instant, recorded: Instant): boolean {
  return time > recorded && time > addMillis(recorded, maxAheadMillis);
}

// The schema leaves the inside of a claim's value open; nothing that is valid goes deeper, and recursion has an end.
const deepest = 16;

/** Whether `checkText` has nothing to say, which is nearly always: finding out where would cost as much as the rest. */
function isText(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  if (depth > deepest) return false;
  const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (const part of parts) if (!isText(part, depth + 1)) return false;
  return true;
}

function checkText(value: unknown, pointer: string, depth = 0): ValidationError[] {
  if (typeof value === 'string') {
    if (value.isWellFormed() && !value.includes('\0')) return [];
    return [{ pointer, message: 'must be well-formed Unicode without U+0000' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (depth > deepest) return [{ pointer, message: 'is nested too deeply' }];
  const errors: ValidationError[] = [];
  for (const [member, part] of Object.entries(value)) {
    if (typeof part !== 'number') errors.push(...checkText(part, `${pointer}/${member}`, depth + 1));
  }
  return errors;
}

function checkClaims(
  pointer: string,
  content: RevisionContent,
  time: string | null,
  vocabulary: Vocabulary,
): ValidationError[] {
  const parties = partiesOf(content);
  const errors: ValidationError[] = [];
  const positions = new Map<string, Said[]>();
  for (const [index, claim] of content.claims.entries()) {
    const before = errors.length;
    const fail = (member: string, message: string): void => {
      errors.push({ pointer: `${pointer}/claims/${index}${member}`, message });
    };
    const definition = definitionOf(vocabulary, claim.fact);
    if (definition === undefined) {
      fail('/fact', `is not in the vocabulary: ${claim.fact}`);
      continue;
    }
    checkItem(claim, definition, fail);
    const extent = checkValue(claim, definition, fail);
    checkSaidAt(claim, time, fail);
    const speaker = speakerOf(claim, content.publisher, parties);
    if (speaker === undefined) fail('/speaker', 'must be the id of a party that this revision names');
    else if (typeof claim.speaker === 'object' && claim.speaker.kind !== speaker.kind) {
      fail('/speaker/kind', `must be ${speaker.kind}: this revision gives ${speaker.id} that kind elsewhere`);
    } else if (errors.length === before) {
      const said = { denies: claim.stance === 'denied' && extent !== null, extent };
      // No id has a space.
      const position = `${claim.fact} ${claim.item ?? ''} ${speaker.id}`;
      const others = positions.get(position);
      if (others === undefined) positions.set(position, [said]);
      else {
        if (others.some((other) => excludes(other, said)))
          fail('', `is a second claim of ${speaker.id} on ${factId({ fact: claim.fact, item: claim.item ?? null })}`);
        others.push(said);
      }
    }
  }
  return errors;
}

type Fail = (member: string, message: string) => void;

function checkItem(claim: { fact: string; item?: string | undefined }, definition: FactDefinition, fail: Fail): void {
  if (definition.items !== undefined && claim.item === undefined)
    fail('/item', `is missing: ${claim.fact} is told per item`);
  if (definition.items === undefined && claim.item !== undefined)
    fail('/item', `must not be given: ${claim.fact} has no items`);
}

function checkValue(claim: Claim, definition: FactDefinition, fail: Fail): Extent | null {
  const carries = carriesValue(claim.stance) && definition.type !== 'flag';
  if (claim.value === undefined) {
    if (carries) fail('/value', `is missing: ${claim.stance} says something of a ${definition.type}`);
    return null;
  }
  if (!carries) {
    fail(
      '/value',
      definition.type === 'flag'
        ? 'must not be given: a flag has no value of its own'
        : `must not be given: ${claim.stance} carries no value`,
    );
    return null;
  }
  const extent = readValue(definition, claim.value);
  if (typeof extent !== 'string') return extent;
  fail('/value', extent);
  return null;
}

function checkSaidAt(claim: Claim, time: string | null, fail: Fail): void {
  if (claim.saidAt === undefined) return;
  const saidAt = parseInstant(claim.saidAt);
  const published = time === null ? null : parseInstant(time);
  if (saidAt !== null && published !== null && saidAt > published)
    fail('/saidAt', "must not be after the revision's time");
}

interface Said {
  /** A value: one position does not exclude that others are denied. */
  readonly denies: boolean;
  readonly extent: Extent | null;
}

/** One speaker holds one position on a fact and item, and may deny values beside it; but not the one that it holds. */
function excludes(one: Said, other: Said): boolean {
  if (!one.denies && !other.denies) return true;
  return one.extent !== null && other.extent !== null && sameKey(one.extent) === sameKey(other.extent);
}
