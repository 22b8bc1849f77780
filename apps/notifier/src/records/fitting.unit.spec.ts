import type { FactView, IncidentView } from '#contracts';
import { fittingState } from './fitting.js';

const position = { speaker: 'acme', statement: 's', stance: 'affirmed', value: null };
const fact = (n: number) =>
  ({
    fact: 'exposure.data',
    item: `i${n}`,
    positionCount: 20,
    positions: Array(20).fill(position),
  }) as unknown as FactView;
const incident = (facts: number) =>
  ({ id: 'i', contested: [], facts: Array.from({ length: facts }, (_, n) => fact(n)) }) as unknown as IncidentView;
const read = (limit: number, facts = 100) => {
  const text = fittingState(incident(facts), limit);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
  return (JSON.parse(text) as IncidentView).facts;
};

describe('a state that is to fit into a record', () => {
  it('is told whole where it does', () => {
    expect(read(1_000_000)).toEqual(JSON.parse(JSON.stringify(incident(100).facts)));
  });

  it.each([
    [60_000, 5],
    [20_000, 1],
    [9_000, 0],
  ])('lists fewer positions of every fact within %d bytes', (limit, most) => {
    const facts = read(limit);
    expect(facts).toHaveLength(100);
    for (const { positions, positionCount } of facts) expect([positions.length, positionCount]).toEqual([most, 20]);
  });

  it('lists its first facts where even that is too much', () => {
    expect(read(2_000).map(({ item }) => item)).toEqual(Array.from({ length: 25 }, (_, n) => `i${n}`));
  });
});
