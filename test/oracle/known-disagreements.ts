import { isA, isSource, keyOf, type Event, type EventOf, type Logged } from './event.js';
import { instant } from './instant.js';
import { compare } from './order.js';

/**
 * Where the oracle and the project are known to disagree until the project is mended: such events are left out of random
 * logs, unless KNOWN is set. Whoever mends one removes it here.
 */
export function withoutKnown(events: readonly Event[]): Event[] {
  if (process.env['KNOWN'] !== undefined) return [...events];
  const log = events.map((event): Logged => {
    return { event, recorded: instant(event.recordedtime ?? event.time), partition: 0, offset: 0n };
  });
  return log.filter((logged) => !known.some((is) => is(logged, log))).map(({ event }) => event);
}

type Known = (logged: Logged, log: readonly Logged[]) => boolean;
const isCorrection = isA('statement.corrected');

const targetsOf = ({ event }: Logged<EventOf<'statement.corrected'>>, log: readonly Logged[]) =>
  log.filter((other) => keyOf(other.event) === keyOf({ subject: event.subject, ...event.data.corrects }));

const recordOrder = ({ recorded, event: { time, source, id, subject } }: Logged) => [
  recorded,
  instant(time),
  source,
  id,
  subject,
];

const known: readonly Known[] = [
  // A record event is void whenever the void was recorded; the project wants it recorded later.
  (logged, log) =>
    isCorrection(logged) &&
    targetsOf(logged, log).some(
      (target) => !isSource(target) && !isCorrection(target) && compare(recordOrder(logged), recordOrder(target)) < 0,
    ),
  // A void that is corrected says what its correction says; in the project it stays a void.
  (logged, log) =>
    isCorrection(logged) &&
    logged.event.data.content !== undefined &&
    targetsOf(logged, log).some((target) => isCorrection(target) && target.event.data.void === true),
  // A ruling that ranks what carries no value has an effect, so the fact carries it; in the project it does not.
  (logged, log) =>
    isA('fact.ruled')(logged) &&
    log.some(({ event }) => {
      const { claims, content } = event.data as { claims?: []; content?: { claims: [] } };
      const said: readonly { fact: string; stance: string }[] = claims ?? content?.claims ?? [];
      return said.some(({ fact, stance }) => fact === logged.event.data.fact && stance.startsWith('und'));
    }),
];
