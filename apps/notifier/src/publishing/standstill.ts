import { MessageTooLarge, PartitionStuck, TailForeign, type StopCategory } from '#kafka';

/** `oversized`: the deployment's to mend, by a larger `max.message.bytes`. */
export type StandstillCategory = StopCategory | 'oversized';

/** Publishing on would break a promise. Nothing is sent to the partition until what is wrong has been put right. */
export class Standstill extends Error {
  override readonly name = 'Standstill';

  constructor(
    readonly category: StandstillCategory,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** `null` for what is worth trying again. */
export function toStandstill(error: unknown): Standstill | null {
  if (error instanceof Standstill) return error;
  if (error instanceof TailForeign) return new Standstill('foreign-log', error.message, { cause: error });
  if (error instanceof PartitionStuck) return new Standstill('unavailable', error.message, { cause: error });
  if (!(error instanceof MessageTooLarge)) return null;
  const message = `a record is larger than its topic takes (${error.message}): raise max.message.bytes of the topic`;
  return new Standstill('oversized', message, { cause: error });
}
