/** A name and a value in base64: both are bytes that JSON may not take, and a name may come twice. */
export type StoredHeader = readonly [name: string, value: string];

export function encodeHeaders(headers: Readonly<Record<string, Buffer | readonly Buffer[]>>): StoredHeader[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((each): StoredHeader => [Buffer.from(name).toString('base64'), each.toString('base64')]),
  );
}

export function decodeHeaders(headers: readonly StoredHeader[]): Record<string, Buffer[]> {
  const values = headers.map(([name, value]): [string, Buffer] => [
    Buffer.from(name, 'base64').toString(),
    Buffer.from(value, 'base64'),
  ]);
  const byName = Map.groupBy(values, ([name]) => name);
  return Object.fromEntries([...byName].map(([name, found]) => [name, found.map(([, value]) => value)]));
}
