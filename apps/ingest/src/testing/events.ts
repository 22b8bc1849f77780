export type EventJson = Record<string, unknown> & { readonly data: Record<string, unknown> };

const types = { described: 'disclosure.incident.described.v1', published: 'disclosure.statement.published.v1' };

/** A valid `incident.described`; `overrides` replace attributes. */
export function described(id: string, overrides: Readonly<Record<string, unknown>> = {}): EventJson {
  return { ...attributes(id, types.described), data: { title: `Incident of ${id}` }, ...overrides };
}

/** A valid `statement.published` with one claim; `claim` replaces members of it. */
export function published(id: string, claim: Readonly<Record<string, unknown>> = {}): EventJson {
  const claims = [{ fact: 'timeline.began', stance: 'affirmed', value: '2021-11-11', ...claim }];
  const publisher = { id: 'acme', kind: 'affected', name: 'Acme' };
  return { ...attributes(id, types.published), data: { statement: `s-${id}`, publisher, claims } };
}

function attributes(id: string, type: string): Record<string, unknown> {
  return { specversion: '1.0', id, source: '/desk/test', type, subject: 'acme-2021', time: '2021-11-26T00:00:00Z' };
}
