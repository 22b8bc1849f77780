import { Chance } from '../../oracle/chance.js';
import type { Fault, ServiceId, ServiceName, Step, StruckRequest } from './faults.js';

const every: readonly ServiceId[] = [
  'ingest-1',
  'ingest-2',
  'projector-1',
  'projector-2',
  'notifier-1',
  'notifier-2',
  'query-1',
];
const projectors: readonly ServiceId[] = ['projector-1', 'projector-2'];
const notifiers: readonly ServiceId[] = ['notifier-1', 'notifier-2'];
const withDatabase: readonly ServiceId[] = [...projectors, ...notifiers, 'query-1'];
/** Those whose steps are many: a fault there finds more to break. */
const weighted: readonly ServiceId[] = [...projectors, ...projectors, ...notifiers, ...notifiers, ...every];

/** Ends of what is not committed on either side: the rare paths, struck more often than chance would. */
const kinds = {
  kill: 8,
  terminate: 3,
  freeze: 4,
  zombie: 5,
  crash: 12,
  broker: 4,
  postgres: 4,
  backends: 5,
  'freeze-backend': 2,
  request: 24,
  delay: 3,
  silence: 5,
  'cut-all': 4,
  rebuild: 4,
} as const;
type Kind = keyof typeof kinds;

/** These stop everything, and how fast it goes on again is measured: nothing else happens beside them. */
const alone: ReadonlySet<Kind> = new Set(['broker', 'postgres']);

export interface ScheduleOptions {
  readonly seed: number;
  readonly minutes: number;
  /** Named crash points by service (`projector`); none, none are scheduled. */
  readonly points?: Readonly<Record<string, readonly string[]>>;
}

/** What goes wrong, made up front: the same seed, minutes and points give the same. */
export function scheduleOf({ seed, minutes, points = {} }: ScheduleOptions): Step[] {
  const chance = new Chance(seed);
  // As many as there may be time for, and more.
  const count = Math.ceil(minutes * 60) + 1;
  const hasPoints = Object.values(points).some((names) => names.length > 0);
  const weights: Record<Kind, number> = { ...kinds, crash: hasPoints ? kinds.crash : 0 };
  return Array.from({ length: count }, () => {
    const first = chance.weighted(weights);
    const second = chance.weighted(weights);
    const two = chance.is(0.4) && !alone.has(first) && !alone.has(second);
    const faults = (two ? [first, second] : [first]).map((kind) => faultOf(kind, chance, points));
    return { pauseMs: between(chance, 1_000, 4_000), faults };
  });
}

function faultOf(kind: Kind, chance: Chance, points: Readonly<Record<string, readonly string[]>>): Fault {
  switch (kind) {
    case 'kill':
    case 'terminate':
      return { kind, service: chance.of(weighted) };
    case 'freeze':
      return {
        kind,
        service: chance.of(weighted),
        ms: chance.is(0.7) ? between(chance, 11_000, 20_000) : between(chance, 300, 5_000),
      };
    case 'zombie':
      return {
        kind,
        service: chance.of([...projectors, ...notifiers, ...notifiers]),
        ms: between(chance, 3_000, 16_000),
      };
    case 'crash': {
      const [service, names] = chance.of(Object.entries(points).filter(([, all]) => all.length > 0));
      return {
        kind,
        service: chance.of(every.filter((id) => id.startsWith(`${service}-`))),
        point: chance.of(names),
        nth: 1 + chance.below(chance.is(0.5) ? 3 : 40),
      };
    }
    case 'broker':
      return {
        kind,
        how: chance.of(['SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGSTOP'] as const),
        ms: between(chance, 500, 9_000),
      };
    case 'postgres':
      return { kind, ms: between(chance, 200, 8_000) };
    case 'backends':
      return { kind, service: chance.of(withDatabase) };
    case 'freeze-backend':
      return { kind, service: chance.of([...projectors, ...notifiers]), ms: between(chance, 1_000, 12_000) };
    case 'request':
      return requestFault(chance);
    case 'delay':
      return { kind, ...wire(chance), delayMs: between(chance, 20, 800), ms: between(chance, 2_000, 8_000) };
    case 'silence':
      return { kind, ...wire(chance), way: chance.of(['up', 'down'] as const), ms: between(chance, 1_000, 14_000) };
    case 'cut-all':
      return { kind, ...wire(chance) };
    case 'rebuild':
      return { kind, ms: chance.is(0.5) ? between(chance, 1_500, 8_000) : 40_000 };
  }
}

function requestFault(chance: Chance): Fault {
  const request = chance.weighted<StruckRequest>({
    COMMIT: 8,
    EndTxn: 7,
    Produce: 7,
    AddPartitionsToTxn: 2,
    InitProducerId: 2,
    Query: 3,
    Fetch: 2,
    ListOffsets: 1,
    JoinGroup: 1,
  });
  const what = chance.weighted({ drop: 8, mute: 3, late: 4, cut: 2, 'half-request': 2, 'half-answer': 2 });
  // A process joins and begins once in its life.
  const rare = request === 'JoinGroup' || request === 'InitProducerId' || request === 'ListOffsets';
  const nth = 1 + (rare ? 0 : chance.below(12));
  return { kind: 'request', of: askerOf(request, chance), request, nth, times: 1 + chance.below(3), what };
}

function askerOf(request: StruckRequest, chance: Chance): ServiceName {
  switch (request) {
    case 'Produce':
      return chance.of(['ingest', 'notifier']);
    case 'EndTxn':
    case 'AddPartitionsToTxn':
    case 'InitProducerId':
      return 'notifier';
    case 'COMMIT':
    case 'Fetch':
    case 'JoinGroup':
      return 'projector';
    case 'Query':
    case 'ListOffsets':
      return chance.of(['projector', 'notifier']);
  }
}

function wire(chance: Chance): { readonly service: ServiceId; readonly side: 'kafka' | 'postgres' } {
  const side = chance.of(['kafka', 'postgres'] as const);
  return { service: chance.of(side === 'kafka' ? weighted : withDatabase), side };
}

const between = (chance: Chance, least: number, most: number): number => least + chance.below(most - least);
