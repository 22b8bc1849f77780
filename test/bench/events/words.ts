import type { Numbers } from '../numbers.js';

const syllables = 'ba ce di fo gu la me ni po ru sa te vi lo nu ra se ti co mu dra ple stri kro'.split(' ');

/** Words as texts have them: some of them all the time, most of them seldom. */
export class Words {
  private readonly text: string;

  constructor(random: Numbers) {
    const known = Array.from({ length: 4000 }, () =>
      Array.from({ length: 1 + random.below(4) }, () => syllables[random.below(syllables.length)] ?? '').join(''),
    );
    this.text = Array.from({ length: 40_000 }, () => known[Math.floor(random.next() ** 3 * known.length)] ?? '').join(
      ' ',
    );
  }

  /** About so many characters, in whole words. */
  take(random: Numbers, length: number): string {
    const from = this.text.indexOf(' ', random.below(this.text.length - length - 100)) + 1;
    return this.text.slice(from, this.text.indexOf(' ', from + length));
  }
}
