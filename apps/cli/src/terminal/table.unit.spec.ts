import { table } from './table.js';

it('a table is as wide as what is in it', () => {
  const columns = [{ name: 'partition', align: 'right' }, { name: 'why' }] as const;
  expect(
    table(columns, [
      ['0', '-'],
      ['12', 'it stands still'],
    ]),
  ).toEqual(['partition  why', '        0  -', '       12  it stands still']);
});
