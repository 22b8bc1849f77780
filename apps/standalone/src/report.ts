import type { ChangeEvent, FactChange, FactView, Head, IncidentView, PositionView } from '#contracts';

/** The facts of an incident: what is held to be so, and who said what. */
export function reportFacts(incident: IncidentView): string[] {
  const width = Math.max(...incident.facts.map((fact) => name(fact).length));
  const lines = incident.facts.flatMap((fact) => [
    `  ${name(fact).padEnd(width)}  ${held(fact)}`,
    ...others(fact).map((line) => `  ${' '.repeat(width)}    ${line}`),
  ]);
  return [`${incident.id}: ${incident.title ?? ''}`, ...lines];
}

/** How the view of one fact went, read off its changes. */
export function reportDispute(fact: string, changes: readonly ChangeEvent[]): string[] {
  const told = changes
    .map(({ data }) => data)
    .filter((data): data is FactChange => 'fact' in data && data.fact === fact);
  const rows = told.map((change) => `  ${change.kind.padEnd(14)} ${went(change)}`);
  const contested = told.find(({ kind }) => kind === 'fact.contested');
  const ended = told.find(({ before, after }) => before?.status === 'contested' && after?.status !== 'contested');
  if (contested === undefined) return rows;
  return [...rows, ended === undefined ? '  The dispute is open.' : `  ${ending(ended)}`];
}

function ending({ before, after, cause }: FactChange): string {
  const speaker = after?.speaker ?? 'nobody';
  if (before?.speaker !== speaker || after === null) return `The dispute ended with ${cause.id}.`;
  return `The dispute ended when ${speaker}, which had said ${shown(before)}, said ${shown(after)} in ${where(after)}.`;
}

function went({ before, after, cause }: FactChange): string {
  const by = `${cause.speaker ?? 'nobody'} in ${cause.statement ?? '-'}${cause.revision === null ? '' : ` revision ${cause.revision}`}`;
  if (after === null) return `${shown(before)} → nothing, by ${by}`;
  if (before === null || shown(before) === shown(after)) return `${shown(after)} ${after.status}, by ${by}`;
  return `${shown(before)} → ${shown(after)} ${after.status}, by ${by}`;
}

function name({ fact, item }: FactView): string {
  return item === null ? fact : `${fact}[${item}]`;
}

function held(fact: FactView): string {
  if (fact.speaker === null) return fact.status;
  return `${fact.value === null ? '' : `${shown(fact)}  `}${fact.status}, ${fact.speaker} in ${where(fact)}`;
}

function others({ positions, speaker }: FactView): string[] {
  return positions
    .filter((position) => position.speaker !== speaker)
    .map((position) => `${position.speaker} ${said(position)} in ${where(position)}`);
}

function said({ stance, value, relation }: PositionView): string {
  return `${stance}${value === null ? '' : ` ${JSON.stringify(value)}`}${relation === null ? '' : ` (${relation})`}`;
}

function shown(head: Head | FactView | null): string {
  return head === null || head.value === null
    ? (head?.stance ?? 'nothing')
    : typeof head.value === 'string'
      ? head.value
      : JSON.stringify(head.value);
}

function where({ statement, revision }: { statement: string | null; revision: number | null }): string {
  return `${statement ?? '-'}${revision === null || revision === 1 ? '' : ` revision ${revision}`}`;
}
