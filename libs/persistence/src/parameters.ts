/** Makes a value a parameter of a query, and gives the name that it has there. */
export type Use = (value: unknown) => string;

/** The parameters of one query: PostgreSQL takes only such as the query names. */
export interface Parameters {
  readonly values: unknown[];
  readonly use: Use;
}

export function newParameters(): Parameters {
  const values: unknown[] = [];
  return { values, use: (value) => `$${values.push(value)}` };
}
