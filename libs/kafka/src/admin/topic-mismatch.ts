/** A topic that exists is not what this pipeline needs. `differences` has one line a difference, for an operator. */
export class TopicMismatch extends Error {
  override readonly name = 'TopicMismatch';

  constructor(readonly differences: readonly string[]) {
    super(`Topics are not as needed: ${differences.join('; ')}`);
  }
}
