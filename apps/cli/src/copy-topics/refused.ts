/** Nothing was done, or nothing more: what an operator must see to first, one line each. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly reasons: readonly string[]) {
    super(reasons.join('\n'));
  }
}
