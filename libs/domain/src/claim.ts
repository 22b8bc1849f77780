import { parseInstant, type Claim, type ClaimValue, type Instant, type Party, type Stance } from '#contracts';
import { flagExtent, readValue, type Extent } from './value.js';
import { definitionOf, type FactDefinition, type FactType, type Vocabulary } from './vocabulary.js';

/** Where a fact is held: a key of the vocabulary and, where it has items, one of them. */
export interface FactKey {
  readonly fact: string;
  readonly item: string | null;
}

/** A claim with everything said that the wire leaves to be understood. */
export interface Assertion extends FactKey {
  readonly claim: Claim;
  readonly index: number;
  readonly type: FactType;
  readonly stance: Stance;
  readonly value: ClaimValue | null;
  /** How the value compares; `null` where the stance carries none. */
  readonly extent: Extent | null;
  readonly speaker: Party;
  readonly publisher: string;
  readonly relayed: boolean;
  /** As given; where not, the speaker said it when the revision came out. */
  readonly saidAt: Instant | null;
}

export function factId({ fact, item }: FactKey): string {
  return item === null ? fact : `${fact}[${item}]`;
}

/** Whether a stance says something about a value: what a value is, may be or is not. */
export function carriesValue(stance: Stance): boolean {
  return stance === 'affirmed' || stance === 'suspected' || stance === 'denied';
}

export interface RevisionContent {
  readonly publisher: Party;
  readonly claims: readonly Claim[];
}

/** Every party that a revision names, by id. */
export function partiesOf({ publisher, claims }: RevisionContent): ReadonlyMap<string, Party> {
  const parties = new Map([[publisher.id, publisher]]);
  for (const { speaker } of claims) {
    if (typeof speaker === 'object' && !parties.has(speaker.id)) parties.set(speaker.id, speaker);
  }
  return parties;
}

/**
 * The claims of a revision that was checked when it was received.
 * A fact that the vocabulary of today no longer has asserts nothing.
 */
export function assertionsOf(content: RevisionContent, vocabulary: Vocabulary): readonly Assertion[] {
  const parties = partiesOf(content);
  return content.claims.flatMap((claim, index) => {
    const definition = definitionOf(vocabulary, claim.fact);
    const speaker = speakerOf(claim, content.publisher, parties);
    const extent = definition === undefined ? undefined : extentOf(claim, definition);
    if (definition === undefined || speaker === undefined || extent === undefined) return [];
    return [
      {
        claim,
        index,
        fact: claim.fact,
        item: claim.item ?? null,
        type: definition.type,
        stance: claim.stance,
        value: claim.value ?? null,
        extent,
        speaker,
        publisher: content.publisher.id,
        relayed: speaker.id !== content.publisher.id,
        saidAt: claim.saidAt === undefined ? null : parseInstant(claim.saidAt),
      },
    ];
  });
}

export function speakerOf(claim: Claim, publisher: Party, parties: ReadonlyMap<string, Party>): Party | undefined {
  if (claim.speaker === undefined) return publisher;
  return parties.get(typeof claim.speaker === 'string' ? claim.speaker : claim.speaker.id);
}

function extentOf(claim: Claim, definition: FactDefinition): Extent | null | undefined {
  if (!carriesValue(claim.stance)) return null;
  if (definition.type === 'flag') return flagExtent;
  const extent = claim.value === undefined ? '' : readValue(definition, claim.value);
  return typeof extent === 'string' ? undefined : extent;
}
