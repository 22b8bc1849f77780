import type { Fault as RequestFault, RequestName } from '../proxy.js';

/** The processes of a run, each under a supervisor and behind proxies of its own. */
export const serviceIds = [
  'ingest-1',
  'ingest-2',
  'projector-1',
  'projector-2',
  'notifier-1',
  'notifier-2',
  'query-1',
] as const;
export type ServiceId = (typeof serviceIds)[number];
export type ServiceName = 'ingest' | 'projector' | 'notifier' | 'query';
export type Side = 'kafka' | 'postgres';

/** One thing that goes wrong. Everything in it is decided by the seed; whether it finds something to strike is not. */
export type Fault =
  | { readonly kind: 'kill' | 'terminate'; readonly service: ServiceId }
  | { readonly kind: 'freeze'; readonly service: ServiceId; readonly ms: number }
  /** Frozen, and its connections to PostgreSQL ended meanwhile: it wakes as one whose work others have taken over. */
  | { readonly kind: 'zombie'; readonly service: ServiceId; readonly ms: number }
  | { readonly kind: 'crash'; readonly service: ServiceId; readonly point: string; readonly nth: number }
  | { readonly kind: 'broker'; readonly how: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP'; readonly ms: number }
  | { readonly kind: 'postgres'; readonly ms: number }
  | { readonly kind: 'backends'; readonly service: ServiceId }
  | { readonly kind: 'freeze-backend'; readonly service: ServiceId; readonly ms: number }
  | {
      readonly kind: 'request';
      /** Whichever copy asks. */
      readonly of: ServiceName;
      readonly request: StruckRequest;
      readonly nth: number;
      readonly times: number;
      readonly what: RequestFault;
    }
  | {
      readonly kind: 'delay';
      readonly service: ServiceId;
      readonly side: Side;
      readonly delayMs: number;
      readonly ms: number;
    }
  | {
      readonly kind: 'silence';
      readonly service: ServiceId;
      readonly side: Side;
      readonly way: 'up' | 'down';
      readonly ms: number;
    }
  | { readonly kind: 'cut-all'; readonly service: ServiceId; readonly side: Side }
  /** Another generation of read models, of the same rules; killed after so long if it is not done. */
  | { readonly kind: 'rebuild'; readonly ms: number };

export type StruckRequest = Extract<
  RequestName,
  | 'Produce'
  | 'EndTxn'
  | 'AddPartitionsToTxn'
  | 'InitProducerId'
  | 'Fetch'
  | 'ListOffsets'
  | 'JoinGroup'
  | 'COMMIT'
  | 'Query'
>;

export interface Step {
  readonly pauseMs: number;
  /** At once. */
  readonly faults: readonly Fault[];
}

export const sideOf = (request: StruckRequest): Side =>
  request === 'COMMIT' || request === 'Query' ? 'postgres' : 'kafka';

export function describe(fault: Fault): string {
  const { kind, ...rest } = fault;
  return [
    kind,
    ...Object.entries(rest).map(([name, value]) =>
      /service|of|how|side|request|what|point|way/.test(name) ? String(value) : `${name}=${String(value)}`,
    ),
  ].join(' ');
}
