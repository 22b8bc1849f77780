/** What a log holds, as blueprint 1 names it. Written down once more, so that nothing is shared with what is tested. */
export interface Party {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly url?: string;
}
export type Value = string | number | Readonly<Record<string, unknown>>;
export interface Claim {
  readonly fact: string;
  readonly item?: string;
  readonly stance: string;
  readonly value?: Value;
  readonly speaker?: string | Party;
  readonly saidAt?: string;
  readonly quote?: string;
}
export interface Content {
  readonly publisher: Party;
  readonly url?: string;
  readonly title?: string;
  readonly language?: string;
  readonly body?: string;
  readonly claims: readonly Claim[];
  readonly revisionKind?: string;
}
export interface Description {
  readonly title?: string | null;
  readonly summary?: string | null;
  readonly organisations?: readonly unknown[];
  readonly sectors?: readonly string[];
  readonly countries?: readonly string[];
  readonly tags?: readonly string[];
  readonly references?: readonly string[];
}
export interface Correction {
  readonly statement: string;
  readonly corrects: { readonly source: string; readonly id: string };
  readonly reason: string;
  readonly content?: Content;
  readonly time?: string;
  readonly void?: true;
}
export type Preference = { readonly speaker: string } | { readonly value: Value } | { readonly stance: string } | null;

interface Named<Name extends string, Data> {
  readonly type: `disclosure.${Name}.v1`;
  readonly data: Data;
}
type Told =
  | Named<'statement.published', Content & { readonly statement: string }>
  | Named<'statement.revised', Content & { readonly statement: string; readonly revisionKind: string }>
  | Named<'statement.retracted', { readonly statement: string; readonly reason?: string }>
  | Named<'statement.corrected', Correction>
  | Named<'statement.redacted', { readonly statement: string; readonly parts: readonly string[] }>
  | Named<'statement.reassigned', { readonly statement: string; readonly to: string }>
  | Named<'incident.described', Description>
  | Named<'incident.merged', { readonly into: string }>
  | Named<'incident.unmerged', object>
  | Named<
      'fact.ruled',
      { readonly fact: string; readonly item?: string; readonly prefer: Preference; readonly reason: string }
    >;

export type Event = Told & {
  readonly specversion: '1.0';
  readonly source: string;
  readonly id: string;
  readonly subject: string;
  readonly time: string;
  readonly recordedtime?: string;
};
export type EventOf<Name extends string> = Extract<Event, { type: `disclosure.${Name}.v1` }>;

/** An event where it stands in the log; `recorded` is an instant as the pipeline writes it. */
export interface Logged<E extends Event = Event> {
  readonly event: E;
  readonly recorded: string;
  readonly partition: number;
  readonly offset: bigint;
}

export const offsetOf = ({ partition, offset }: Logged) => `${partition}@${offset}`;

/** (subject, source, id) as one text. */
export function keyOf({ subject, source, id }: Pick<Event, 'subject' | 'source' | 'id'>): string {
  return JSON.stringify([subject, source, id]);
}

export const nameOf = (event: Event) => event.type.slice('disclosure.'.length, -'.v1'.length);

export function isA<Name extends string>(name: Name): (logged: Logged) => logged is Logged<EventOf<Name>> {
  return (logged): logged is Logged<EventOf<Name>> => nameOf(logged.event) === name;
}

export function isSource(
  logged: Logged,
): logged is Logged<EventOf<'statement.published' | 'statement.revised' | 'statement.retracted'>> {
  return ['statement.published', 'statement.revised', 'statement.retracted'].includes(nameOf(logged.event));
}

/** The statement that an event is about, as the event has it. */
export function statementOf(event: Event): string | null {
  return 'statement' in event.data ? event.data.statement : null;
}
