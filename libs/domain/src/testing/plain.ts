import { type Incident } from '#domain';

/** An incident as plain data, in which entries are known by their key: what two folds are compared by. */
export function plain(incident: Incident): unknown {
  return JSON.parse(
    JSON.stringify(incident, (member, value: unknown) => {
      if (typeof value === 'bigint') return value.toString();
      if (member !== 'entry') return value;
      const { source, id } = value as { source: string; id: string };
      return `${source} ${id}`;
    }),
  );
}
