import type { Static } from 'typebox';
import { factChanges } from './fact-changes.js';
import { incidentChanges } from './incident-changes.js';
import { statementChanges } from './statement-changes.js';

/** In the order in which one event's changes of one incident or statement are told. */
export const changes = [...incidentChanges, ...statementChanges, ...factChanges] as const;

type Definitions<List extends readonly unknown[]> = List[number];
type DataOf<D> = D extends { data: infer Data extends import('typebox').TSchema } ? Static<Data> : never;

export type FactChange = DataOf<Definitions<typeof factChanges>>;
export type StatementChange = DataOf<Definitions<typeof statementChanges>>;
export type IncidentChange = DataOf<Definitions<typeof incidentChanges>>;
export type Change = FactChange | StatementChange | IncidentChange;
export type ChangeKind = Change['kind'];

export const changeKinds: readonly ChangeKind[] = changes.map((definition) => definition.kind);

export function changeType(kind: ChangeKind): string {
  return `disclosure.${kind}.v1`;
}

/** A change as it is published: `source` is `/changes`, `subject` the incident, `time` the cause's recorded time. */
export interface ChangeEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: '/changes';
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** Of the event that caused it (W3C Trace Context). */
  readonly traceparent?: string;
  readonly data: Change;
}
