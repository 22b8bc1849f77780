/** What an operator may want to look at, each as `<topic> <partition>@<offset>` of the old topics. */
export class Findings {
  /** Records from which something was taken. */
  readonly erased = new Set<string>();
  /** Dead letters that cannot be read, of incidents with redactions. */
  readonly unclear = new Set<string>();
  /** Records that no redaction reaches, and that say something that was redacted elsewhere. */
  readonly alsoSaid = new Set<string>();
}
