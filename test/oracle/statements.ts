import { homeOf, named } from './belonging.js';
import type { Effective, Told } from './corrected.js';
import type { Claim, Content, Party, Value } from './event.js';
import { instant } from './instant.js';
import { compare, equal } from './order.js';
import { relate } from './relate.js';
import { isFlag, typeOf, type Rules } from './rules.js';

export interface Revision {
  readonly number: number;
  readonly kind: string | null;
  readonly told: Told;
  readonly content: Content;
}
export interface Statement {
  /** As the incident names it. */
  readonly name: string;
  readonly subject: string;
  readonly statement: string;
  readonly revisions: readonly Revision[];
  readonly retracted: { readonly at: string; readonly reason: string | null } | null;
}
/** A claim with everything said that is left to be understood. */
export interface Said {
  readonly claim: Claim;
  readonly fact: string;
  readonly item: string | null;
  readonly stance: string;
  readonly value: Value | null;
  readonly speaker: Party;
  readonly saidAt: string;
  readonly relayed: boolean;
  readonly echo: boolean;
  /** Where it stands in the order of the fold. */
  readonly order: readonly [number, number];
  readonly statement: Statement;
  readonly revision: Revision;
}

/** A revision's content, less the kind: what a publication and a revision both have. */
function plain({ revisionKind: _, ...content }: Content): object {
  return content;
}

/** The life of one statement; its events are in the order of the fold. */
function statementOf(name: string, subject: string, statement: string, life: readonly Told[]): Statement {
  const revisions: Revision[] = [];
  let retracted: Statement['retracted'] = null;
  for (const told of life) {
    const { content, at, reason } = told;
    if (content === null) {
      retracted = { at, reason };
      continue;
    }
    const before = revisions.at(-1);
    const isPublication = told.name === 'statement.published';
    const confirms = before !== undefined && retracted === null && equal(plain(before.content), plain(content));
    if (isPublication && confirms) continue;
    const kind = isPublication ? (before === undefined ? null : 'unlabelled') : told.revisionKind;
    revisions.push({ number: revisions.length + 1, kind, told, content });
    retracted = null;
  }
  return { name, subject, statement, revisions, retracted };
}

/** The statements whose home is an incident, by name; also such as have no revision. */
export function statementsOf(incident: string, { told, records }: Effective): Statement[] {
  const here = told.filter((one) => homeOf(one, records) === incident);
  const lives = Map.groupBy(here, (one) => named(incident, one));
  return [...lives]
    .sort(([a], [b]) => compare([a], [b]))
    .map(([name, life]) => statementOf(name, life[0]?.subject ?? '', life[0]?.statement ?? '', life));
}

/** Every claim ever made in these statements, in the order of the fold, with what echoes made of it. */
export function claimsOf(statements: readonly Statement[], { told }: Effective, rules: Rules): Said[] {
  const said: Said[] = [];
  for (const [place, one] of told.entries()) {
    for (const statement of statements) {
      const revision = statement.revisions.find((made) => made.told === one);
      if (revision === undefined) continue;
      for (const [index, claim] of revision.content.claims.entries()) {
        said.push(sayingOf(claim, { statement, revision, order: [place, index] }, said, rules));
      }
    }
  }
  return said;
}

function sayingOf(
  claim: Claim,
  where: Pick<Said, 'statement' | 'revision' | 'order'>,
  earlier: readonly Said[],
  rules: Rules,
): Said {
  const { content, told } = where.revision;
  const { fact, item = null, stance, value = null } = claim;
  const speaker = speakerOf(claim, told, content);
  const relayed = speaker.id !== content.publisher.id;
  const repeats = (other: Said) => {
    if (other.fact !== fact || other.item !== item || other.stance !== stance) return false;
    if (other.speaker.id !== speaker.id) return false;
    if (value === null || other.value === null) return value === other.value;
    return ['same', 'broader'].includes(relate(typeOf(fact, rules), value, other.value));
  };
  const origin = relayed && claim.saidAt === undefined ? earlier.find(repeats) : undefined;
  const saidAt = claim.saidAt === undefined ? (origin?.saidAt ?? told.at) : instant(claim.saidAt);
  const echo = origin !== undefined;
  return { claim, fact, item, stance, value, speaker, saidAt, relayed, echo, ...where };
}

function speakerOf({ speaker }: Claim, { parties }: Told, { publisher }: Content): Party {
  if (speaker === undefined) return publisher;
  if (typeof speaker === 'object') return speaker;
  const party = parties.get(speaker);
  if (party === undefined) throw new Error(`nobody is ${speaker}`);
  return party;
}

/** Whether a claim says something of its own worth ranking: what it is, may be or is not. */
export function carriesValue({ fact, stance, value }: Pick<Said, 'fact' | 'stance' | 'value'>, rules: Rules): boolean {
  return isFlag(fact, rules) ? ['affirmed', 'suspected', 'denied'].includes(stance) : value !== null;
}
