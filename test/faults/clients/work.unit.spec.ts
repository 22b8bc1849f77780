import { partitionOf } from './stories.js';
import { workOf, type Work } from './work.js';

const first = (seed: number, count: number): Work[] => {
  const work = workOf(seed, 6);
  return Array.from({ length: count }, () => work.next().value as Work);
};

describe('what clients send', () => {
  const work = first(7, 400);
  const requests = work.filter((one) => one.kind === 'request');
  const events = requests.flatMap((request) => request.events);

  it('is the same for the same seed, and another for another', () => {
    expect(first(7, 400)).toEqual(work);
    expect(first(8, 400)).not.toEqual(work);
  });

  it('has every form of request, poison, and probes behind poison and behind none', () => {
    expect(new Set(requests.map(({ form }) => form))).toEqual(new Set(['one', 'batch', 'lines']));
    const probes = work.filter((one) => one.kind === 'probe').map(({ beside, behind }) => [beside, behind === null]);
    expect(new Set(probes.map(String))).toEqual(new Set(['poison,false', 'nothing,true']));
    const poison = work.filter((one) => one.kind === 'poison');
    expect(new Set(poison.map(({ mark }) => mark)).size).toBe(poison.length);
  });

  it('repeats requests, and has merges of incidents that lie in different partitions', () => {
    expect(new Set(requests).size).toBeLessThan(requests.length);
    const merges = events.map(({ event }) => event).filter(({ type }) => type === 'disclosure.incident.merged.v1');
    const across = merges.filter(({ subject, data }) => {
      const [from, into] = [subject as string, (data as { into: string }).into];
      return partitionOf(from, 6) !== partitionOf(into, 6);
    });
    expect(across.length).toBeGreaterThan(0);
  });

  it('has events that are not valid, each under an id of its own', () => {
    const invalid = new Map(events.filter(({ valid }) => !valid).map(({ event }) => [event['id'], event]));
    expect(invalid.size).toBeGreaterThan(10);
    const ids = new Set(events.filter(({ valid }) => valid).map(({ event }) => event['id']));
    expect([...invalid.keys()].filter((id) => ids.has(id))).toEqual([]);
  });
});
