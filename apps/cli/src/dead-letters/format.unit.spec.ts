import type { DeadLetterView } from '#contracts';
import { describe as described, hexLines, outcome, row } from './format.js';

const letter: DeadLetterView = {
  offset: '1@9',
  reason: 'invalid',
  detail: '/data is\nmissing',
  key: 'one',
  headers: { ce_id: 'e1', trace: ['a', 'b'] },
  value: Buffer.from('{"subject":"one","source":"/desk","id":"e1"}').toString('base64'),
  event: { subject: 'one', source: '/desk', id: 'e\u001b[2J1' },
  at: '2024-01-01T00:00:00.000000Z',
  redriven: null,
};

it('a dead letter is one line, and moves no cursor', () => {
  const expected = ['1@9', '2024-01-01T00:00:00Z', 'invalid', 'one', '/desk e\u{fffd}[2J1', '-', '/data is missing'];
  expect(row(letter)).toEqual(expected);
});

it('what is JSON is told as JSON, what is text as text, and else as bytes', () => {
  expect(described(letter)).toContain('  "subject": "one",');
  expect(described(letter)).toContain('  trace: b');
  const words = { ...letter, event: null, value: Buffer.from('{').toString('base64') };
  expect(described(words).slice(-2)).toEqual(['value     1 bytes, text', '{']);
  const bytes = { ...letter, event: null, value: Buffer.from([0xff, 0x41]).toString('base64') };
  expect(described(bytes).at(-1)).toBe(hexLines(Buffer.from([0xff, 0x41]))[0]);
  expect(described({ ...letter, event: null, value: null }).at(-1)).toBe('value     (none)');
});

it('bytes are written sixteen a line', () => {
  expect(hexLines(Buffer.from('0123456789abcdefg\n'))).toEqual([
    '00000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  |0123456789abcdef|',
    '00000010  67 0a                                            |g.|',
  ]);
});

it('what is refused says why', () => {
  const errors = [{ pointer: '/time', message: 'is missing' }];
  const problem = { type: '/problems/invalid-event', title: 'Event is not valid', errors };
  expect(outcome({ offset: '1@9', reason: 'invalid', status: 'refused', redriven: null, problem })).toBe(
    '1@9 refused: Event is not valid: /time is missing',
  );
});
