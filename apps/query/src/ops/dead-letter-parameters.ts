import { deadReasons, parseOffset, type LogOffset } from '#contracts';
import { optional } from '../http/parameter.js';
import { isStorable, optionalId, optionalInstant } from '../http/parameters.js';

const reason = optional(
  `must be one of ${deadReasons.join(', ')}`,
  (text) => deadReasons.find((each) => each === text),
  { enum: [...deadReasons] },
);

const source = optional('must be the source of an event', (text) =>
  text !== '' && text.length <= 1_000 && isStorable(text) ? text : undefined,
);

const partition = optional(
  'must be a partition, from 0',
  (text) => (/^\d{1,4}$/.test(text) ? Number(text) : undefined),
  {
    type: 'integer',
    minimum: 0,
    maximum: 9_999,
  },
);

/** Which dead letters. The instants are of the record that died. */
export const deadLetterFilters = {
  reason,
  subject: optionalId,
  source,
  partition,
  recordedSince: optionalInstant,
  recordedBefore: optionalInstant,
};

/** As PostgreSQL holds a partition and an offset. */
export function parsePlace(text: unknown): LogOffset | undefined {
  const at = typeof text === 'string' ? parseOffset(text) : null;
  return at === null || at.partition >= 2 ** 31 ? undefined : at;
}
