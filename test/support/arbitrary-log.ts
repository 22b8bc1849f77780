import fc from 'fast-check';
import type { DisclosureEvent } from '#contracts';
import { log } from './replay.js';

const speakers = [
  { id: 'acme', kind: 'affected', name: 'Acme' },
  { id: 'regulator', kind: 'authority', name: 'The regulator' },
  { id: 'paper', kind: 'media', name: 'A newspaper' },
  { id: 'gang', kind: 'threat-actor', name: 'A gang' },
] as const;

const day = (n: number) => `2021-06-${String(n).padStart(2, '0')}`;
const time = fc.integer({ min: 0, max: 12 }).map((hour) => `2021-07-01T${String(hour).padStart(2, '0')}:00:00Z`);
const dates = fc.constantFrom(day(1), day(2), '2021-06', '2021', `${day(1)}/${day(20)}`, '2021-06-01T10:00:00Z');
const counts = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.constant({ min: 2 }),
  fc.constant({ max: 3 }),
  fc.constant({ min: 3, max: 3, approximate: true }),
);
const terms = fc.constantFrom('none', 'underway', 'concluded');
const texts = fc.constantFrom('By mail', 'by  MAIL', 'through a supplier');
const costs = fc.constantFrom(
  { amount: 1, currency: 'EUR' },
  { amount: 2, currency: 'EUR' },
  { amount: 1, currency: 'USD' },
);

const carrying = fc.constantFrom('affirmed', 'affirmed', 'suspected', 'denied');
const silent = fc.constantFrom('undetermined', 'undisclosed');

function valued(fact: string, value: fc.Arbitrary<unknown>) {
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ fact: fc.constant(fact), stance: carrying, value }) },
    { weight: 1, arbitrary: fc.record({ fact: fc.constant(fact), stance: silent }) },
  );
}

const claim = fc.oneof(
  valued('timeline.began', dates),
  valued('timeline.detected', dates),
  valued('exposure.people', counts),
  valued('response.investigation', terms),
  valued('attack.entry', texts),
  valued('impact.cost', costs),
  fc.record({ fact: fc.constant('exposure.leaked'), stance: fc.oneof(carrying, silent) }),
  fc.record({
    fact: fc.constant('exposure.data'),
    item: fc.constantFrom('payment', 'health'),
    stance: fc.oneof(carrying, silent),
  }),
);

const said = fc.record({
  claim,
  speaker: fc.option(fc.constantFrom(...speakers)),
  saidAt: fc.option(fc.constant('2021-06-30T00:00:00Z'), { freq: 4 }),
});

function toClaims(
  claims: readonly { claim: object; speaker: object | null; saidAt: string | null }[],
  publisher: { id: string },
) {
  const seen = new Set<string>();
  return claims.flatMap(({ claim, speaker, saidAt }) => {
    const { fact, item } = claim as { fact: string; item?: string };
    const key = `${fact} ${item ?? ''} ${(speaker as { id: string } | null)?.id ?? publisher.id}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ ...claim, ...(speaker && { speaker }), ...(saidAt !== null && { saidAt }) }];
  });
}

const revision = fc
  .record({
    publisher: fc.constantFrom(...speakers),
    claims: fc.array(said, { maxLength: 4 }),
    body: fc.constantFrom('one', 'two'),
  })
  .map(({ publisher, claims, body }) => ({ publisher, body, claims: toClaims(claims, publisher) }));

const data = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('statement.published'), revision) },
  {
    weight: 4,
    arbitrary: fc.tuple(
      fc.constant('statement.revised'),
      revision.map((content) => ({ ...content, revisionKind: 'update' })),
    ),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant('statement.retracted'), fc.constant({ reason: 'an error' })) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constant('incident.described'),
      fc.record({ title: fc.constantFrom('A', 'B'), sectors: fc.constant(['retail']) }, { requiredKeys: [] }),
    ),
  },
);

const event = fc
  .record({ data, statement: fc.constantFrom('s1', 's2', 's3'), time, recorded: fc.integer({ min: 0, max: 30 }) })
  .filter(({ data: [name, content] }) => name !== 'incident.described' || Object.keys(content).length > 0);

/** A log of one incident, in which everything happens that can: late events, repeats of content, echoes, retractions. */
export const arbitraryLog = fc.array(event, { minLength: 1, maxLength: 14 }).map((events) =>
  log(
    events.map(({ data: [name, content], statement, time, recorded }, i): DisclosureEvent => {
      const described = name === 'incident.described';
      return {
        specversion: '1.0',
        id: `e${i}`,
        source: '/desk',
        type: `disclosure.${name}.v1`,
        subject: 'incident',
        time,
        recordedtime: `2021-07-02T00:00:${String(recorded).padStart(2, '0')}Z`,
        data: described ? content : { statement, ...content },
      } as unknown as DisclosureEvent;
    }),
  ),
);

const fewClaims = fc.oneof(
  valued('exposure.people', counts),
  valued('timeline.began', fc.constantFrom(day(1), day(2), '2021-06')),
  fc.record({ fact: fc.constant('exposure.leaked'), stance: fc.oneof(carrying, silent) }),
);

const fewSaid = fc.record({
  claim: fewClaims,
  speaker: fc.option(fc.constantFrom(speakers[0], speakers[2]), { freq: 3 }),
  saidAt: fc.option(fc.constant('2021-06-30T00:00:00Z'), { freq: 8 }),
});

const few = ['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'];
const many = Array.from({ length: 200 }, (_, i) => `s${i}`);

const crowded = (statements: readonly string[]) =>
  fc.record({
    kind: fc.constantFrom('published', 'published', 'revised', 'revised', 'revised', 'retracted'),
    statement: fc.constantFrom(...statements),
    publisher: fc.constantFrom(...speakers),
    claims: fc.array(fewSaid, { minLength: 1, maxLength: 3 }),
    hour: fc.integer({ min: 0, max: 9 }),
    correction: fc.boolean(),
  });

/** Few speakers say much on three facts at ten instants, in no order: nearly everything is late, much of it at one instant. */
export const arbitraryCrowd = crowd(few);

/** The same, but nearly each time in a statement that is new. */
export const arbitraryNewStatements = crowd(many);

function crowd(statements: readonly string[]) {
  return fc
    .record({
      events: fc.array(crowded(statements), { minLength: 10, maxLength: 50 }),
      ruled: fc.option(fc.nat(60), { freq: 2 }),
    })
    .map(({ events, ruled }) => {
      const raw = events.map(({ kind, statement, publisher, claims, hour, correction }, i) => {
        const said = { statement, publisher, claims: toClaims(claims, publisher) };
        const data =
          kind === 'retracted'
            ? { statement }
            : kind === 'revised'
              ? { ...said, revisionKind: correction ? 'correction' : 'update' }
              : said;
        return sent(i, `statement.${kind}`, `2021-07-01T0${hour}:00:00Z`, i, data);
      });
      const prefer = { speaker: 'acme' };
      if (ruled !== null)
        raw.unshift(
          sent(99, 'fact.ruled', '2021-07-01T00:00:00Z', ruled, { fact: 'exposure.people', prefer, reason: 'so' }),
        );
      return log(raw);
    });
}

function sent(number: number, name: string, time: string, recorded: number, data: object): DisclosureEvent {
  return {
    specversion: '1.0',
    id: `e${number}`,
    source: '/desk',
    type: `disclosure.${name}.v1`,
    subject: 'incident',
    time,
    // Some before and some after a ruling whose own time lies among theirs.
    recordedtime:
      name === 'fact.ruled' && recorded < 10
        ? `2021-07-01T0${recorded}:30:00Z`
        : `2021-07-02T00:00:${String(recorded % 60).padStart(2, '0')}Z`,
    data,
  } as unknown as DisclosureEvent;
}

const incident = fc.constantFrom('i1', 'i2', 'i3');
const reason = 'because';
const ruledValues = fc.oneof(
  fc.record({
    fact: fc.constant('exposure.people'),
    prefer: fc.oneof(
      counts.map((value) => ({ value })),
      fc.constantFrom({ speaker: 'gang' }, { speaker: 'acme' }, null),
    ),
  }),
  fc.record({
    fact: fc.constant('exposure.leaked'),
    prefer: fc.constantFrom({ stance: 'denied' }, { speaker: 'paper' }, null),
  }),
);

/** Record events; what they correct is one of the events before them, by its number. */
const record = fc.oneof(
  fc
    .record({ target: fc.nat(30), content: revision, time: fc.option(time, { freq: 3 }) })
    .map(({ target, content, time }) => ({
      name: 'statement.corrected',
      target,
      data: { reason, content, ...(time !== null && { time }) },
    })),
  fc
    .record({ target: fc.nat(30) })
    .map(({ target }) => ({ name: 'statement.corrected', target, data: { reason, void: true } })),
  fc.constantFrom(['body'], ['quotes', 'title'], ['exposure.people'], ['timeline.began', 'url']).map((parts) => ({
    name: 'statement.redacted',
    target: null,
    data: { parts, basis: 'law', reason },
  })),
  incident.map((to) => ({ name: 'statement.reassigned', target: null, data: { to, reason } })),
  incident.map((into) => ({ name: 'incident.merged', target: null, data: { into, reason } })),
  fc.constant({ name: 'incident.unmerged', target: null, data: { reason } }),
  ruledValues.map((ruled) => ({ name: 'fact.ruled', target: null, data: { ...ruled, reason } })),
);

const told = fc.record({
  subject: incident,
  statement: fc.constantFrom('s1', 's2'),
  time,
  recorded: fc.integer({ min: 0, max: 30 }),
});

/** A log of three incidents in which desks correct, redact, reassign, merge, unmerge and rule as well. */
export const arbitraryFamilyLog = fc
  .array(
    fc.tuple(
      told,
      fc.oneof(
        { weight: 3, arbitrary: data.map(([name, content]) => ({ name, target: null, data: content })) },
        { weight: 2, arbitrary: record },
      ),
    ),
    {
      minLength: 1,
      maxLength: 16,
    },
  )
  .map((events) => {
    const subjects = events.map(([{ subject }]) => subject);
    const raw = events.flatMap(([{ subject, statement, time, recorded }, { name, target, data }], i) => {
      if (name === 'incident.described' && Object.keys(data).length === 0) return [];
      const corrected = target === null ? null : target % (i + 1);
      // An event is corrected under its own incident.
      const own = corrected === null ? subject : (subjects[corrected] ?? subject);
      // And under its own statement, as a rule.
      const ofTarget =
        corrected === null || recorded % 5 === 0 ? statement : (events[corrected]?.[0].statement ?? statement);
      const named = name.startsWith('statement.') ? { statement: ofTarget } : {};
      const corrects = corrected === null ? {} : { corrects: { source: '/desk', id: `e${corrected}` } };
      subjects[i] = own;
      return [
        {
          specversion: '1.0',
          id: `e${i}`,
          source: '/desk',
          type: `disclosure.${name}.v1`,
          subject: own,
          time,
          recordedtime: `2021-07-02T00:00:${String(recorded).padStart(2, '0')}Z`,
          data: { ...named, ...corrects, ...data },
        } as unknown as DisclosureEvent,
      ];
    });
    return log(raw);
  });
