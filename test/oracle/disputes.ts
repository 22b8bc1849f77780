import { causeOf, isLate, revisionBy, type Cause } from './cause.js';
import { effective, type Effective, type Told } from './corrected.js';
import type { Claim, Logged } from './event.js';
import type { Fact } from './facts.js';
import { gapOf } from './gap.js';
import { incidentOf } from './incident.js';
import { rulesOf, type Options, type Rules } from './rules.js';
import { sidesOf } from './sides.js';

export interface Dispute {
  readonly incident: string;
  readonly fact: string;
  readonly item: string | null;
  readonly from: string;
  readonly to: string | null;
  readonly gap: number | null;
  readonly sides: ReturnType<typeof sidesOf>;
  readonly ended: null | { readonly how: string; readonly cause: Cause };
}

type Name = Pick<Fact, 'fact' | 'item'>;
/** A fact from one instant to the next, or to where a ruling cuts its conflict off. */
interface Stretch {
  readonly from: string;
  readonly to: string | null;
  readonly held: Fact;
  readonly cutOff: boolean;
}

/** The fact as of the first source events in the order of the fold. */
function heldAfter(
  incident: string,
  counted: Effective,
  told: readonly Told[],
  { fact, item }: Name,
  options: Options,
) {
  const { facts } = incidentOf(incident, { ...counted, told }, options);
  return facts.find((one) => one.fact === fact && one.item === item) ?? null;
}

const isSettledAt = ({ settledBy }: Fact, instant: string) => settledBy !== null && settledBy.recorded <= instant;
const isDisputedAt = (held: Fact | null, instant: string) =>
  held !== null && held.inConflict && !isSettledAt(held, instant);
const isDisputedBefore = (held: Fact | null, instant: string) =>
  held !== null && held.inConflict && !(held.settledBy !== null && held.settledBy.recorded < instant);

function stretchesOf(incident: string, counted: Effective, name: Name, options: Options): Stretch[] {
  const instants = [...new Set(counted.told.map(({ at }) => at))];
  return instants.flatMap((from, i): Stretch[] => {
    const next = instants[i + 1] ?? null;
    const told = counted.told.filter(({ at }) => at <= from);
    const held = heldAfter(incident, counted, told, name, options);
    if (held === null || !isDisputedAt(held, from)) return [];
    const ruled = held.settledBy?.recorded;
    const cutOff = ruled !== undefined && (next === null || ruled < next);
    return [{ from, to: cutOff ? ruled : next, held, cutOff }];
  });
}

/** docs/decisions/disputes.md. */
export function disputesOf(incident: string, events: readonly Logged[], options: Options = {}): Dispute[] {
  const counted = effective(events, options);
  const rules = rulesOf(options);
  const names = new Map<string, Name>();
  for (const { at } of counted.told) {
    const told = counted.told.filter((one) => one.at <= at);
    for (const { fact, item } of incidentOf(incident, { ...counted, told }, options).facts) {
      names.set(JSON.stringify([fact, item]), { fact, item });
    }
  }
  return [...names.values()].flatMap((name) => {
    const runs: Stretch[][] = [];
    for (const stretch of stretchesOf(incident, counted, name, options)) {
      const run = runs.at(-1);
      if (run?.at(-1)?.to === stretch.from) run.push(stretch);
      else runs.push([stretch]);
    }
    return runs.flatMap((run) => disputeOf(run, { incident, counted, name, events, options, rules }));
  });
}

/** As the event says it once it is corrected and redacted. */
function speakerOf({ speaker }: Claim, { content }: Told): string | null {
  if (speaker === undefined) return content?.publisher.id ?? null;
  return typeof speaker === 'string' ? speaker : speaker.id;
}

interface Scene {
  readonly incident: string;
  readonly counted: Effective;
  readonly name: Name;
  readonly events: readonly Logged[];
  readonly options: Options;
  readonly rules: Rules;
}

function disputeOf(run: readonly Stretch[], scene: Scene): Dispute[] {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined) return [];
  const { from } = first;
  const { to, held } = last;
  const { incident, name, rules } = scene;
  const ended = to === null ? null : endOf(to, last, scene);
  return [{ incident, ...name, from, to, gap: gapOf(held, rules), sides: sidesOf(held, rules), ended }];
}

function endOf(to: string, { held, cutOff }: Stretch, scene: Scene): Dispute['ended'] {
  const { incident, counted, name, events, options } = scene;
  const ruled = held.settledBy;
  const after = heldAfter(
    incident,
    counted,
    counted.told.filter(({ at }) => at <= to),
    name,
    options,
  );
  // Where an event comes at the very instant of the ruling, the ruling ends what would still be a conflict.
  if (ruled !== null && (cutOff || (ruled.recorded === to && after?.inConflict === true))) {
    return { how: 'ruling', cause: causeOf(ruled, { revision: null, speaker: null, late: false }) };
  }
  const steps = counted.told.flatMap((told, i) => {
    if (told.at !== to) return [];
    const before = heldAfter(incident, counted, counted.told.slice(0, i), name, options);
    const then = heldAfter(incident, counted, counted.told.slice(0, i + 1), name, options);
    return isDisputedBefore(before, to) && !isDisputedAt(then, to) ? [{ told, before, upTo: i + 1 }] : [];
  });
  const step = steps.at(-1);
  if (step === undefined) throw new Error(`nothing ended the dispute on ${name.fact} at ${to}`);
  const { logged, name: kind, revisionKind } = step.told;
  const how =
    kind === 'statement.retracted' ? 'retraction' : revisionKind === 'correction' ? 'correction' : 'concession';
  const { statements } = incidentOf(incident, counted, options);
  const said = step.told.content?.claims.find(
    (claim) => claim.fact === name.fact && (claim.item ?? null) === name.item,
  );
  const speaker = said === undefined ? (step.before?.head.speaker ?? null) : speakerOf(said, step.told);
  const revision = revisionBy(logged, statements);
  const earlier = events.filter(({ partition, offset }) => partition === logged.partition && offset < logged.offset);
  return { how, cause: causeOf(logged, { revision, speaker, late: isLate(logged, earlier) }) };
}
