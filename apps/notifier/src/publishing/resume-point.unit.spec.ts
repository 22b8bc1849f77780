import type { PublisherTail } from '#kafka';
import type { Note } from '#persistence';
import { resumePoint } from './resume-point.js';

const note = (sequence: bigint, deadLetterOffset: bigint | null, resume: Note['resume'] = null): Note => ({
  sequence,
  deadLetterOffset,
  resume,
});
const nothing = { changes: null, deadLetters: null };
const at = (
  tail: { sequence: bigint | null; deadLetterOffset: bigint | null },
  noted: Note | null,
  undone: PublisherTail['undone'] = nothing,
) => resumePoint({ partition: 3, tail: { ...tail, undone }, note: noted, head: 100n });

describe('where publishing goes on', () => {
  it('is the beginning, where nothing has been published', () => {
    expect(at({ sequence: 0n, deadLetterOffset: null }, null)).toEqual({ sequence: 0n, deadLetter: -1n });
  });

  it('is the tail, which may be ahead of the note', () => {
    expect(at({ sequence: 7n, deadLetterOffset: 9n }, note(5n, null))).toEqual({ sequence: 7n, deadLetter: 9n });
  });

  it('is the note for dead letters that retention has emptied', () => {
    expect(at({ sequence: 7n, deadLetterOffset: null }, note(7n, 9n))).toEqual({ sequence: 7n, deadLetter: 9n });
  });

  describe('where the topics end below the note', () => {
    it.each([
      ['the topic was made anew', { sequence: 0n, deadLetterOffset: null }, note(5n, null)],
      ['retention took all', { sequence: null, deadLetterOffset: null }, note(5n, null)],
      ['a broker lost its last records', { sequence: 4n, deadLetterOffset: null }, note(5n, null)],
      ['dead letters were lost', { sequence: 5n, deadLetterOffset: 8n }, note(5n, 9n)],
    ])('is nowhere: %s', (_what, tail, noted) => {
      expect(() => at(tail, noted)).toThrow(
        expect.objectContaining({
          category: 'foreign-log',
          message: expect.stringContaining('disclosure offsets continue 3'),
        }),
      );
    });

    it('is behind what is gone, once an operator says continue', () => {
      const noted = note(5n, 9n, 'continue');
      expect(at({ sequence: null, deadLetterOffset: null }, noted)).toEqual({ sequence: 5n, deadLetter: 9n });
      expect(at({ sequence: 4n, deadLetterOffset: 12n }, noted)).toEqual({ sequence: 5n, deadLetter: 12n });
    });

    it('is before what is gone, once an operator says resend', () => {
      const noted = note(5n, 9n, 'resend');
      expect(at({ sequence: null, deadLetterOffset: null }, noted)).toEqual({ sequence: 0n, deadLetter: -1n });
      expect(at({ sequence: 4n, deadLetterOffset: 8n }, noted)).toEqual({ sequence: 4n, deadLetter: 8n });
    });
  });

  describe('where what was noted stands behind the tail, undone', () => {
    const changes = { first: 5n, last: 9n };
    const deadLetters = { first: 10n, last: 12n };

    it('is the tail: it was never read', () => {
      const tail = { sequence: 4n, deadLetterOffset: 9n };
      expect(at(tail, note(8n, 9n), { changes, deadLetters: null })).toEqual({ sequence: 4n, deadLetter: 9n });
      expect(at(tail, note(8n, 11n), { changes, deadLetters })).toEqual({ sequence: 4n, deadLetter: 9n });
      expect(at(tail, note(4n, 12n), { changes: null, deadLetters })).toEqual({ sequence: 4n, deadLetter: 9n });
    });

    it('is before the first dead letter that was undone, where the topic has no other', () => {
      const tail = { sequence: 4n, deadLetterOffset: null };
      expect(at(tail, note(4n, 11n), { changes: null, deadLetters })).toEqual({ sequence: 4n, deadLetter: 9n });
      expect(at(tail, note(4n, 7n), { changes: null, deadLetters })).toEqual({ sequence: 4n, deadLetter: 7n });
    });

    it.each([
      [
        'what is before it is gone',
        { sequence: 3n, deadLetterOffset: 9n },
        note(8n, 9n),
        { changes, deadLetters: null },
      ],
      ['not all of it', { sequence: 4n, deadLetterOffset: 9n }, note(10n, 9n), { changes, deadLetters: null }],
      ['the changes alone', { sequence: 4n, deadLetterOffset: 9n }, note(8n, 11n), { changes, deadLetters: null }],
      ['the dead letters alone', { sequence: 4n, deadLetterOffset: 9n }, note(8n, 11n), { changes: null, deadLetters }],
      ['and the tail is gone', { sequence: null, deadLetterOffset: 9n }, note(8n, 9n), { changes, deadLetters: null }],
    ])('is nowhere: %s', (_what, tail, noted, undone) => {
      expect(() => at(tail, noted, undone)).toThrow('records are gone there');
    });
  });

  it.each([
    ['has fewer changes than were published', { sequence: 101n, deadLetterOffset: null }, note(101n, null)],
    ['has published nothing, and the topic is not empty', { sequence: 5n, deadLetterOffset: null }, null],
    ['has published nothing, and the topic was emptied', { sequence: null, deadLetterOffset: null }, null],
    [
      'has fewer changes than were published, whatever an operator says',
      { sequence: 0n, deadLetterOffset: null },
      note(101n, null, 'continue'),
    ],
  ])('is nowhere where the database %s', (_what, tail, noted) => {
    expect(() => at(tail, noted)).toThrow(expect.objectContaining({ name: 'Standstill', category: 'foreign-log' }));
  });
});
