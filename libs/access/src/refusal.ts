import { isSourceEvent, type DisclosureEvent, type Party, type ValidationError } from '#contracts';
import type { Principal, StatementName } from '#service';

/**
 * Why this caller may not send this event, as far as it tells by itself; `null` if they may.
 * @param event as they sent it: who sends it is not in it.
 */
export function refusalOf(event: DisclosureEvent, caller: Principal): ValidationError | null {
  const { name, scopes, eventTypes, publishers } = caller;
  if (name === null) return null;
  if ('principal' in event)
    return { pointer: '/principal', message: 'must not be given: it says who has sent the event' };
  if (eventTypes?.has(event.type) === false)
    return { pointer: '/type', message: `${name} may not send events of this type` };
  const scope = isSourceEvent(event) ? 'events:write' : 'records:write';
  if (!scopes.has(scope)) return { pointer: '/type', message: `needs the scope ${scope}` };
  if (event.recordedtime !== undefined && !scopes.has('events:backfill'))
    return { pointer: '/recordedtime', message: 'needs the scope events:backfill' };
  const publisher = publisherIn(event);
  if (publishers === null || publisher === null) return null;
  const { id, kind, pointer } = publisher;
  const granted = publishers.get(id);
  if (granted === undefined) return { pointer: `${pointer}/id`, message: `${name} may not speak for ${id}` };
  if (granted === null || granted === kind) return null;
  return { pointer: `${pointer}/kind`, message: `${name} may speak for ${id} as ${granted} only` };
}

/** Which statement an event changes, if it is there: whose it is does not tell by the event itself. */
export function statementChangedBy({ subject, data }: DisclosureEvent): StatementName | null {
  return 'statement' in data ? { incident: subject, statement: data.statement } : null;
}

/**
 * Why a caller who speaks for some only may not change this statement; `null` if they may.
 * @param publisher whose it is; `null` while nobody knows it, and then it may be published and nothing else.
 */
export function refusalOfChange(
  event: DisclosureEvent,
  publisher: string | null,
  { name, publishers }: Principal,
): ValidationError | null {
  const isFirst = event.type === 'disclosure.statement.published.v1';
  if (publishers === null || (publisher === null ? isFirst : publishers.has(publisher))) return null;
  const whose = publisher === null ? 'is not known to be one of yours so far' : `is a statement of ${publisher}`;
  return { pointer: '/data/statement', message: `${whose}: ${String(name)} may not change it` };
}

export function publisherIn({
  data,
}: DisclosureEvent): (Pick<Party, 'id' | 'kind'> & { readonly pointer: string }) | null {
  if ('publisher' in data) return { ...data.publisher, pointer: '/data/publisher' };
  if ('content' in data && data.content !== undefined)
    return { ...data.content.publisher, pointer: '/data/content/publisher' };
  return null;
}
