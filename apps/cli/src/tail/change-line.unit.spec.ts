import { stripVTControlCharacters } from 'node:util';
import type { ChangeEvent } from '#contracts';
import { changeLine } from './change-line.js';
import { from } from './command.js';

const held = { status: 'established', stance: 'affirmed', speaker: 'acme', statement: 's', revision: 1, ruling: null };
const cause = { subject: 'one', source: '/desk', id: 'e1', statement: 's', revision: 2, speaker: 'acme', late: false };
const change = {
  time: '2024-01-01T00:00:00.000000Z',
  data: {
    incident: 'one',
    kind: 'fact.changed',
    fact: 'exposure.people',
    item: null,
    before: { ...held, value: 10 },
    after: { ...held, value: { min: 20 } },
    cause,
  },
} as unknown as ChangeEvent;

it('a change is one line', () => {
  expect(stripVTControlCharacters(changeLine({ partition: 3, sequence: 7, change }))).toBe(
    '2024-01-01T00:00:00Z  3@7  one  fact.changed  exposure.people  10 established → {"min":20} established  (acme in s revision 2, /desk e1)',
  );
});

it.each([
  ['beginning', 'beginning'],
  ['3@7', { partition: 3, sequence: 7 }],
])('begins at %s', (text, expected) => {
  expect(from(text)).toEqual(expected);
});

it('begins nowhere else', () => {
  expect(() => from('yesterday')).toThrow('It must be');
});
