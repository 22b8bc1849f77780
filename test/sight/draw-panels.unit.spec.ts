import { drawPanels } from './draw-panels.js';

it('draws every panel in its place, with its unit and the names of its lines', () => {
  const points = [
    [100, 0.25],
    [110, NaN],
    [120, 0.5],
  ] as const;
  const panel = (title: string, unit: string) => ({ title, unit, series: [{ name: `of ${title}`, points }] });
  const drawn = drawPanels('All', [panel('one', 's'), panel('two', 'ops'), panel('three', 'x'), panel('four', 'x')], {
    start: 100,
    end: 220,
  });
  for (const text of ['All, 2 minutes', 'one', 'of four', '200 ms', '0.2/s', '120 s']) expect(drawn).toContain(text);
  expect([...drawn.matchAll(/<svg x="(\d+)" y="(\d+)"/g)].map(([, x, y]) => [Number(x), Number(y)])).toEqual([
    [0, 40],
    [520, 40],
    [1040, 40],
    [0, 310],
  ]);
  expect(drawn).not.toContain('NaN');
});
