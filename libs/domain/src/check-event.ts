import {
  addMillis,
  isSourceEvent,
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
  const errors = [...checkText(event, ''), ...checkTime(event, recorded)];
  if (isSourceEvent(event) && 'claims' in event.data) errors.push(...checkClaims(event.data, event.time, vocabulary));
  return errors.length > 0 ? { kind: 'invalid', errors } : validation;
}

function checkTime(event: DisclosureEvent, recorded: Instant): ValidationError[] {
  const time = parseInstant(event.time);
  if (time !== null && time <= addMillis(recorded, maxAheadMillis)) return [];
  return [{ pointer: '/time', message: `must not be more than five minutes after it is recorded (${recorded})` }];
}

// The schema leaves the inside of a claim's value open; nothing that is valid goes deeper, and recursion has an end.
const deepest = 16;

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

function checkClaims(content: RevisionContent, time: string, vocabulary: Vocabulary): ValidationError[] {
  const parties = partiesOf(content);
  const seen = new Set<string>();
  return content.claims.flatMap((claim, index) => {
    const at = `/data/claims/${index}`;
    const errors: ValidationError[] = [];
    const fail = (member: string, message: string) => errors.push({ pointer: at + member, message });
    const definition = definitionOf(vocabulary, claim.fact);
    if (definition === undefined) {
      fail('/fact', `is not in the vocabulary: ${claim.fact}`);
      return errors;
    }
    checkItem(claim, definition, fail);
    const extent = checkValue(claim, definition, fail);
    checkSaidAt(claim, time, fail);
    const speaker = speakerOf(claim, content.publisher, parties);
    if (speaker === undefined) fail('/speaker', 'must be the id of a party that this revision names');
    else if (typeof claim.speaker === 'object' && claim.speaker.kind !== speaker.kind) {
      fail('/speaker/kind', `must be ${speaker.kind}: this revision gives ${speaker.id} that kind elsewhere`);
    } else if (errors.length === 0) {
      const keys = positionKeys(claim, speaker.id, definition, extent);
      if (keys.some((key) => seen.has(key)))
        fail('', `is a second claim of ${speaker.id} on ${factId({ fact: claim.fact, item: claim.item ?? null })}`);
      for (const key of keys) seen.add(key);
    }
    return errors;
  });
}

type Fail = (member: string, message: string) => void;

function checkItem(claim: Claim, definition: FactDefinition, fail: Fail): void {
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

function checkSaidAt(claim: Claim, time: string, fail: Fail): void {
  const saidAt = claim.saidAt === undefined ? null : parseInstant(claim.saidAt);
  const published = parseInstant(time);
  if (saidAt !== null && published !== null && saidAt > published)
    fail('/saidAt', "must not be after the revision's time");
}

/** One speaker holds one position on a fact and item, and may deny values beside it; but not the one that it holds. */
function positionKeys(claim: Claim, speaker: string, definition: FactDefinition, extent: Extent | null): string[] {
  const slot = [claim.fact, claim.item, speaker];
  if (definition.type === 'flag' || extent === null) return [JSON.stringify(slot)];
  const ofValue = JSON.stringify([...slot, sameKey(extent)]);
  return claim.stance === 'denied' ? [ofValue] : [JSON.stringify(slot), ofValue];
}
