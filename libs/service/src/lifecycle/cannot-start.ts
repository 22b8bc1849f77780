/** The reason is said in one line, without a stack: it is the deployment's to mend, not the code's. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
