import { Numbers } from './numbers.js';

/** How an incident is told: what is not said here is as reporting has it. */
export interface Shape {
  readonly name: string;
  readonly speakers: number | 'new';
  /** Facts that are spoken of; the first of the list, unless told. */
  readonly facts?: number;
  readonly statement?: 'new' | 'one';
  readonly late?: 'exponential' | 'uniform';
  /** One instant for all. */
  readonly atOnce?: boolean;
  /** Each claim denies a value of its own. */
  readonly denials?: boolean;
  /** Each event describes the incident. */
  readonly described?: boolean;
  readonly ruled?: boolean;
  /** Each event names items that nobody has named. */
  readonly newItems?: boolean;
}

type Make = (random: Numbers) => Record<string, unknown>;

const day = (n: number) => new Date(Date.UTC(2023, 0, 1 + n)).toISOString().slice(0, 10);
const count = (random: Numbers) => {
  const about = 1000 * (1 + random.below(40));
  return random.chance(0.7) ? about : random.chance(0.5) ? { min: about } : { min: about, max: about * 2 };
};
const date = (random: Numbers) => (random.chance(0.7) ? day(random.below(90)) : day(random.below(90)).slice(0, 7));
const valued =
  (fact: string, value: (random: Numbers) => unknown): Make =>
  (random) => ({ fact, value: value(random) });
const flag =
  (fact: string, item?: string): Make =>
  () => ({ fact, ...(item !== undefined && { item }) });

const facts: readonly [Make, ...Make[]] = [
  valued('exposure.people', count),
  valued('timeline.began', date),
  valued('timeline.detected', date),
  flag('exposure.leaked'),
  ...['customer-personal', 'payment', 'health', 'credentials'].map((item) => flag('exposure.data', item)),
  valued('response.investigation', (random) => random.pick(['none', 'underway', 'concluded'])),
  valued('response.status', (random) => random.pick(['open', 'contained', 'resolved'])),
  valued('impact.cost', (random) => ({ amount: 1000 * random.below(50), currency: random.pick(['EUR', 'USD']) })),
  valued('exposure.records', count),
  valued('timeline.ended', date),
  valued('attack.entry', (random) => `through supplier ${random.below(20)}`),
  ...['phishing', 'stolen-credentials', 'supply-chain'].map((item) => flag('attack.vector', item)),
  flag('attack.ransom-demanded'),
  flag('response.people-notified'),
];

const kinds = [
  'media',
  'media',
  'media',
  'media',
  'affected',
  'authority',
  'researcher',
  'aggregator',
  'threat-actor',
] as const;
const start = Date.UTC(2024, 0, 1);
const minute = 60_000;

/** The events of one incident in the order of their arrival, as JSON: one in ten is late. */
export function story(shape: Shape, incident: string, size: number, seed: number): string[] {
  return new Story(shape, incident, new Numbers(seed)).tell(size);
}

class Story {
  private readonly statements: { readonly id: string; readonly publisher: object }[] = [];

  constructor(
    private readonly shape: Shape,
    private readonly incident: string,
    private readonly random: Numbers,
  ) {}

  tell(size: number): string[] {
    return Array.from({ length: size }, (_, i) => {
      const [name, data] = this.event(i);
      return JSON.stringify({
        specversion: '1.0',
        id: `e${i}`,
        source: '/bench',
        type: `disclosure.${name}.v1`,
        subject: this.incident,
        time: new Date(this.shape.atOnce === true ? start : start + (i - this.lag(i)) * minute).toISOString(),
        recordedtime: new Date(start + i * minute).toISOString(),
        data,
      });
    });
  }

  private lag(i: number): number {
    if (!this.random.chance(0.1)) return 0;
    if (this.shape.late === 'uniform') return this.random.below(i + 1);
    return Math.min(i, 1 + Math.floor(-Math.log(1 - this.random.next()) * 20));
  }

  private event(i: number): [name: string, data: object] {
    const { shape, random, statements } = this;
    if (shape.described === true || random.chance(0.02)) {
      return [
        'incident.described',
        { title: `Title ${i}`, tags: [`tag-${i % 7}`], organisations: [this.organisation()] },
      ];
    }
    if (shape.ruled === true && i === 20) {
      return [
        'fact.ruled',
        { fact: 'exposure.people', prefer: { speaker: 'speaker-0' }, reason: 'the desk has asked' },
      ];
    }
    const known = statements[shape.statement === 'one' ? 0 : statements.length - 1 - random.below(40)];
    const again = known !== undefined && shape.statement !== 'new' && (shape.statement === 'one' || random.chance(0.4));
    if (again && random.chance(0.05)) return ['statement.retracted', { statement: known.id, reason: 'an error' }];
    const publisher = again ? known.publisher : this.speaker(i);
    const statement = again ? known.id : `statement-${i}`;
    if (!again) statements.push({ id: statement, publisher });
    const title = `What is known, part ${i}`;
    const data = { statement, publisher, title, body: `${title}. `.repeat(10), claims: this.claims(i) };
    return again ? ['statement.revised', { ...data, revisionKind: 'update' }] : ['statement.published', data];
  }

  private organisation(): object {
    return { id: 'acme', name: 'Acme Corporation', role: 'affected' };
  }

  private speaker(i: number): { readonly id: string; readonly kind: string; readonly name: string } {
    const { speakers } = this.shape;
    const n = speakers === 'new' ? i : this.random.below(speakers);
    return { id: `speaker-${n}`, kind: kinds[n % kinds.length] ?? 'other', name: `Speaker ${n}` };
  }

  private claims(i: number): object[] {
    const { shape, random } = this;
    const most = Math.min(8, shape.facts ?? facts.length);
    const list = facts.slice(0, shape.facts ?? facts.length);
    const claims = new Map<string, object>();
    for (let left = 1 + random.below(most); left > 0; left -= 1) {
      if (shape.newItems === true) {
        claims.set(`${left}`, { fact: 'systems.affected', item: `server-${i}-${left}`, stance: 'affirmed' });
        continue;
      }
      const { value, ...named } = (list[random.below(list.length)] ?? facts[0])(random);
      const relayed = shape.speakers !== 1 && random.chance(0.25);
      const stance =
        shape.denials === true
          ? 'denied'
          : random.pick([
              'affirmed',
              'affirmed',
              'affirmed',
              'affirmed',
              'suspected',
              'denied',
              'undetermined',
              'undisclosed',
            ]);
      const carries = stance !== 'undetermined' && stance !== 'undisclosed' && value !== undefined;
      claims.set(`${JSON.stringify(named)} ${relayed}`, {
        ...named,
        stance,
        ...(carries && { value: shape.denials === true ? i + 1 : value }),
        ...(relayed && { speaker: { id: 'speaker-1', kind: 'media', name: 'Speaker 1' } }),
      });
    }
    return this.once([...claims.values()]);
  }

  /** A publisher that relays itself would make two claims of one speaker on one fact. */
  private once(claims: readonly object[]): object[] {
    const own = claims.filter((claim) => !('speaker' in claim));
    const relayed = claims.filter((claim) => 'speaker' in claim);
    return own.length > 0 && (relayed.length === 0 || this.random.chance(0.5)) ? own : relayed;
  }
}
