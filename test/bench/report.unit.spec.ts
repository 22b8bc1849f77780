import { reportOf, type Measured } from './report.js';

const result: Measured = {
  part: 'projection',
  at: '2026-11-27T05:00:00.000Z',
  command: 'npm run bench -- projection',
  machine: { cores: 2, cpu: 'a CPU', gibibytes: 24, versions: { Node: '24.0.0' } },
  figures: [
    { name: 'ours', unit: 'events/s', rounds: [100, 300, 200] },
    { name: 'once & <never>', unit: 'events/s', rounds: [150] },
    { name: 'limit', unit: 'events/s', rounds: [250, 250, 250] },
    { name: 'memory', unit: 'MB', rounds: [64] },
  ],
  goals: [
    { path: 'fast', ours: 'ours', reference: 'limit', ratios: [0.4, 1.2, 0.8], least: 0.8 },
    { path: 'slow', ours: 'ours', reference: 'limit', ratios: [3], most: 2 },
  ],
  notes: ['a note'],
  series: [
    {
      name: 'rate',
      x: 'seconds',
      y: 'events/s',
      points: [
        [0, 1],
        [1, 2],
      ],
    },
  ],
};

describe('the page of what was measured', () => {
  const { page, plots } = reportOf([result], 'performance');

  it('tells of each goal what was reached, and whether that is enough', () => {
    expect(page).toContain('| fast | ours / limit | ≥ 0.8 | 0.800 | 0.400 to 1.20 | met |');
    expect(page).toContain('| slow | ours / limit | ≤ 2 | 3.00 | 3.00 to 3.00 | **not met** |');
    expect(page).toContain('| ours | events/s | 200 | 100 | 300 | 3 |');
    expect(page).toContain('2 cores (a CPU), 24 GiB; Node 24.0.0.');
    expect(page).toContain('- a note');
  });

  it('shows the plots that are drawn, and no others', () => {
    const named = [...page.matchAll(/\(performance\/([a-z-]+)\.svg\)/g)].map(([, name]) => name);
    expect(named).toEqual(['goals', 'projection', 'projection-series']);
    expect([...plots.keys()].sort()).toEqual([...named].sort());
  });

  it.each(['goals', 'projection', 'projection-series'])('draws %s as XML that is well formed', (name) => {
    const open: string[] = [];
    const drawn = (plots.get(name) ?? '').replace(/<!\[CDATA\[[^]*?]]>/g, '');
    const rest = drawn.replace(
      /<(\/?)([\w:]+)(?:\s+[\w:-]+="[^"<&]*(?:&\w+;[^"<&]*)*")*\s*(\/?)>/g,
      (_, end, tag, empty) => {
        if (end === '/') expect(open.pop()).toBe(tag);
        else if (empty === '') open.push(String(tag));
        return '';
      },
    );
    expect(open).toEqual([]);
    expect(rest).not.toMatch(/[<>]|&(?!\w+;)/);
  });

  it('draws what was measured, the same each time', () => {
    const drawn = plots.get('projection') ?? '';
    expect(drawn).toMatch(/^<svg [^]*<\/svg>\n$/);
    for (const text of ['>ours<', '>once &amp; &lt;never&gt;<', '>150<', '>limit<', '>200<', '>250<', '>events/s<'])
      expect(drawn).toContain(text);
    expect(drawn).not.toContain('>memory<');
    expect(plots.get('goals')).toContain('>fast: ours<');
    expect(plots.get('projection-series')).toContain('>seconds<');
    expect([...reportOf([result], 'performance').plots]).toEqual([...plots]);
  });

  it('draws how far the rounds lie apart', () => {
    const [first, ...others] = result.figures;
    const closer = { ...result, figures: [{ name: 'ours', unit: 'events/s', rounds: [190, 200, 210] }, ...others] };
    expect(first?.name).toBe('ours');
    const drawn = reportOf([closer], 'performance').plots;
    expect(drawn.get('projection')).toContain('>200<');
    expect(drawn.get('projection')).not.toBe(plots.get('projection'));
  });

  it('draws a goal of which nothing is left', () => {
    const nothing = { path: 'behind', ours: 'behind', reference: 'a second', ratios: [0, 0.5, 0], most: 1 };
    const drawn = reportOf([{ ...result, goals: [nothing] }], 'performance').plots.get('goals');
    expect(drawn).toContain('>1,000<');
    expect(drawn).not.toMatch(/NaN|Infinity/);
  });
});
