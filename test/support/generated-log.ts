/** A small generator with a seed (mulberry32): the same numbers on every machine. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const publishers = [
  { id: 'acme', kind: 'affected', name: 'Acme' },
  { id: 'regulator', kind: 'authority', name: 'The regulator' },
  { id: 'paper', kind: 'media', name: 'A newspaper' },
  { id: 'index', kind: 'aggregator', name: 'An index' },
];

/** Events of many incidents as lines of NDJSON: publications, revisions, retractions, descriptions; one in twenty late. */
export function generatedLog(seed: number, size: number): string[] {
  const random = numbers(seed);
  const below = (n: number) => Math.floor(random() * n);
  const start = Date.parse('2024-01-01T00:00:00Z');
  return Array.from({ length: size }, (_, i) => {
    const late = below(20) === 0 ? below(i + 1) : 0;
    const time = new Date(start + (i - late) * 60_000).toISOString();
    const publisher = publishers[below(publishers.length)];
    // Skewed: a few incidents have most of the events.
    const subject = `incident-${Math.floor(random() * random() * (size / 4 + 1))}`;
    const claims = [
      { fact: 'exposure.people', stance: random() < 0.8 ? 'affirmed' : 'suspected', value: 1000 + below(5) },
      ...(random() < 0.5 ? [{ fact: 'timeline.began', stance: 'affirmed', value: `2024-0${1 + below(3)}` }] : []),
      ...(random() < 0.3 ? [{ fact: 'exposure.leaked', stance: random() < 0.5 ? 'affirmed' : 'denied' }] : []),
    ];
    const statement = `${publisher?.id ?? ''}-${below(2)}`;
    const dice = below(12);
    const [name, data] =
      dice === 0
        ? ['statement.retracted', { statement }]
        : dice === 1
          ? ['incident.described', { title: `Title ${below(3)}` }]
          : dice < 6
            ? ['statement.revised', { statement, publisher, claims, revisionKind: 'update' }]
            : ['statement.published', { statement, publisher, claims }];
    return JSON.stringify({
      specversion: '1.0',
      id: `e${i}`,
      source: '/generated',
      type: `disclosure.${name}.v1`,
      subject,
      time,
      recordedtime: new Date(start + i * 60_000).toISOString(),
      data,
    });
  });
}

export function shuffled<T>(list: readonly T[], seed: number): T[] {
  const random = numbers(seed);
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
  }
  return copy;
}
