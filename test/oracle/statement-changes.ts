import { homeOf, named } from './belonging.js';
import { revisionBy } from './cause.js';
import { keyOf, nameOf, statementOf, type Claim, type Logged } from './event.js';
import { sortedBy } from './order.js';
import type { Revision, Statement } from './statements.js';
import type { World } from './world.js';

export interface StatementChange {
  readonly incident: string;
  readonly kind: string;
  readonly statement: string;
  readonly revision: number | null;
  readonly revisionKind: string | null;
  readonly claimsDropped: readonly Claim[];
  readonly bodyChanged: boolean;
}

const order = ['published', 'revised', 'retracted', 'corrected', 'redacted', 'reassigned'].map(
  (kind) => `statement.${kind}`,
);

const madeBy = ({ told }: Revision) => keyOf(told.logged.event);
const idOf = ({ subject, statement }: Statement) => JSON.stringify([subject, statement]);
const allOf = ({ incidents }: World) =>
  new Map(
    [...incidents].flatMap(([incident, { statements }]) => statements.map((one) => [idOf(one), { incident, ...one }])),
  );

/** Claims of the revision before that this one is silent about. */
function dropped(before: Revision, revision: Revision): Claim[] {
  const about = ({ told, content }: Revision, { fact, item, speaker = content.publisher }: Claim) =>
    JSON.stringify([fact, item ?? null, typeof speaker === 'string' ? speaker : speaker.id, told.subject]);
  const still = new Set(revision.content.claims.map((claim) => about(revision, claim)));
  const speaker = ({ speaker = before.content.publisher }: Claim) =>
    typeof speaker === 'string' ? speaker : speaker.id;
  return before.content.claims
    .filter((claim) => !still.has(about(before, claim)))
    .map((claim) => ({ ...claim, speaker: speaker(claim) }));
}

/** The revision that is told of: the one that is new, of several that of the event, else the first; or else the latest. */
function toldRevision(before: Statement | undefined, after: Statement, logged: Logged): Revision | null {
  const [latest, wasLatest] = [after.revisions.at(-1), before?.revisions.at(-1)];
  if (latest === undefined) return null;
  const known = new Set(before?.revisions.map(madeBy));
  const more = after.revisions.length > known.size;
  if (!more && wasLatest !== undefined && madeBy(latest) === madeBy(wasLatest)) return null;
  const own = after.revisions.find((revision) => madeBy(revision) === keyOf(logged.event));
  return own ?? after.revisions.find((revision) => !known.has(madeBy(revision))) ?? latest;
}

function revisionChange(
  before: Statement | undefined,
  after: Statement & { readonly incident: string },
  logged: Logged,
): StatementChange[] {
  const revision = toldRevision(before, after, logged);
  if (revision === null) return [];
  const told = {
    incident: after.incident,
    statement: after.name,
    revision: revision.number,
    revisionKind: revision.kind,
  };
  if (before === undefined) {
    return [{ ...told, kind: 'statement.published', claimsDropped: [], bodyChanged: false }];
  }
  const predecessor = after.revisions[revision.number - 2];
  const claimsDropped = predecessor === undefined ? [] : dropped(predecessor, revision);
  // A late one that comes before all others has a body where there was none.
  const bodyChanged = predecessor?.content.body !== revision.content.body;
  return [{ ...told, kind: 'statement.revised', claimsDropped, bodyChanged }];
}

/** What an event says by its own name, on every incident that it concerns. */
function namedChange(before: World, after: World, { event }: Logged): StatementChange[] {
  const statement = statementOf(event);
  if (statement === null || !order.slice(2).includes(nameOf(event))) return [];
  const of = { subject: event.subject, statement };
  const [left, home] = [before, after].map(({ counted }) => homeOf(of, counted.records));
  // What nobody has said anything of was nowhere before.
  const was = before.counted.told.some((told) => told.subject === of.subject && told.statement === statement);
  const both = event.type === 'disclosure.statement.reassigned.v1' ? [event.subject, event.data.to] : [];
  const moves = event.type === 'disclosure.statement.reassigned.v1';
  const homes = [...(was && moves ? [left] : []), ...both, home];
  const incidents = new Set(homes.filter((incident) => incident !== undefined));
  const quiet = { revision: null, revisionKind: null, claimsDropped: [], bodyChanged: false };
  return [...incidents].map((incident) => {
    return { incident, kind: nameOf(event), statement: named(incident, of), ...quiet };
  });
}

/** By statement, then in the order of the table. */
export function statementChanges(before: World, after: World, logged: Logged): StatementChange[] {
  const [was, is] = [allOf(before), allOf(after)];
  const revised = [...is].flatMap(([id, statement]) => revisionChange(was.get(id), statement, logged));
  const told = [...revised, ...namedChange(before, after, logged)];
  return sortedBy(told, ({ statement, kind }) => [statement, order.indexOf(kind)]);
}

export const madeRevision = (logged: Logged, { incidents }: World) =>
  revisionBy(
    logged,
    [...incidents.values()].flatMap(({ statements }) => statements),
  );
