import { partyKinds, type Party } from '#contracts';
import { Numbers } from '../numbers.js';
import { saying } from './values.js';
import { Words } from './words.js';

export interface GeneratorOptions {
  readonly events: number;
  readonly seed: number;
  /** Of an event that has claims; 2.3 unless given. They are 1 to 8. */
  readonly meanClaims?: number;
}

export interface GeneratedEvent {
  readonly subject: string;
  /** The event as JSON. */
  readonly text: string;
  /** The same event has come before. */
  readonly duplicate: boolean;
  /** It tells of an earlier instant than one of its incident's before it. */
  readonly late: boolean;
}

interface Story {
  readonly began: number;
  latest: number;
  events: number;
  readonly statements: { readonly id: string; readonly publisher: number }[];
}

const minute = 60_000;
const day = 24 * 60 * minute;
const firstTime = Date.UTC(2020, 0, 1);
const firstRecorded = Date.UTC(2026, 0, 1);
// The first event of an incident is never late, and makes one event in six or so.
const [lateShare, duplicateShare] = [0.062, 0.02];
const remembered = { events: 500, statements: 24 };
const eventLength = 1024;
// In incidents that began since: half of all are spoken of no later than when 400 others have begun, one in 20 when 10,000 have.
const usualAge = 300;

/**
 * Events as reporting makes them: few incidents have very many events and many have few, most of them while they are new; statements are revised and retracted, and contradict each other. One in 20 is late, one in 50 comes again. The same seed gives the same events.
 */
export function* generate({ events, seed, meanClaims = 2.3 }: GeneratorOptions): Generator<GeneratedEvent> {
  const random = new Numbers(seed);
  const words = new Words(random);
  const claims = claimCounts(meanClaims);
  const stories = new Map<number, Story>();
  const recent: GeneratedEvent[] = [];
  for (let n = 0; n < events; n++) {
    const again = random.chance(duplicateShare) ? recent[random.below(recent.length)] : undefined;
    if (again !== undefined) {
      yield { ...again, duplicate: true };
      continue;
    }
    const event = next(n);
    recent[n % remembered.events] = event;
    yield event;
  }

  function next(n: number): GeneratedEvent {
    const incident = spokenOf();
    const story = stories.get(incident) ?? begin(incident);
    const late = story.events > 0 && random.chance(lateShare);
    const time = late
      ? story.latest - minute - Math.min(20 * day, Math.floor(-Math.log(1 - random.next()) * day))
      : story.latest + minute + random.below(4 * 60 * minute);
    story.latest = Math.max(story.latest, time);
    const subject = `incident-${incident}`;
    const [type, data] = tell(incident, story);
    story.events += 1;
    const envelope = {
      specversion: '1.0',
      source: '/bench',
      id: `e${n}`,
      type: `disclosure.${type}.v1`,
      subject,
      time: new Date(time).toISOString(),
      recordedtime: new Date(firstRecorded + n * 10).toISOString(),
    };
    return { subject, text: JSON.stringify({ ...envelope, data }), duplicate: false, late };
  }

  /** One in six is new. Most others came to light lately, and of those some are spoken of far more than others. */
  function spokenOf(): number {
    const begun = stories.size;
    if (begun === 0 || random.chance(1 / 6)) return begun;
    const age = Math.floor(usualAge * ((1 - random.next()) ** -1.25 - 1));
    const around = age < begun ? begun - 1 - age : random.below(begun);
    if (age > 5 * usualAge) return around;
    const chance = random.next();
    return around - (around % (chance < 0.1 ? 1000 : chance < 0.4 ? 50 : 1));
  }

  function begin(incident: number): Story {
    const began = firstTime + random.below(365) * day;
    const story: Story = { began, latest: began, events: 0, statements: [] };
    stories.set(incident, story);
    return story;
  }

  function tell(incident: number, story: Story): [type: string, data: object] {
    const { statements } = story;
    const chance = random.next();
    if (story.events > 0 && chance < 0.04) return ['incident.described', description(incident)];
    const at = random.below(statements.length);
    const told = statements[at];
    if (told === undefined || chance > 0.62) return ['statement.published', publish(incident, story)];
    if (chance < 0.16) {
      statements.splice(at, 1);
      return ['statement.retracted', { statement: told.id, reason: words.take(random, 40) }];
    }
    const revisionKind = random.pick(['update', 'update', 'correction', 'clarification', 'minor']);
    return ['statement.revised', { ...content(incident, told.id, told.publisher), revisionKind }];
  }

  function publish(incident: number, story: Story): object {
    const publisher = speaker(incident);
    const id = `s${story.events}`;
    if (story.statements.length === remembered.statements) story.statements.shift();
    story.statements.push({ id, publisher });
    return content(incident, id, publisher);
  }

  function content(incident: number, statement: string, publisher: number): object {
    const said = new Map<string, object>();
    const wanted = claims(random);
    while (said.size < wanted) {
      const claim = saying(random, incident);
      const by = random.chance(0.3) ? speaker(incident) : publisher;
      const key = `${claim.fact} ${claim.item ?? ''} ${by}`;
      if (!said.has(key)) said.set(key, by === publisher ? claim : { ...claim, speaker: party(by) });
    }
    const about = { statement, publisher: party(publisher), title: words.take(random, 40), language: 'en' };
    const told = [...said.values()];
    // What the claims leave of a usual event; a text has some sentences all the same.
    const left = eventLength + 240 - 480 - wanted * 105;
    return { ...about, body: words.take(random, Math.max(120, left)), claims: told };
  }

  function description(incident: number): object {
    return {
      title: words.take(random, 50),
      summary: words.take(random, 300),
      organisations: [{ id: `organisation-${incident % 5000}`, name: words.take(random, 20), role: 'affected' }],
      sectors: [random.pick(['finance', 'health', 'manufacturing', 'retail', 'public'])],
      countries: [random.pick(['JP', 'US', 'DE', 'GB', 'BR'])],
    };
  }

  /** A dozen speak of an incident, of whom some speak of many. */
  function speaker(incident: number): number {
    return random.chance(0.3) ? random.below(40) : 40 + ((incident * 12 + random.below(12)) % 20_000);
  }
}

function party(n: number): Party {
  return { id: `party-${n}`, kind: partyKinds[n % partyKinds.length] ?? 'other', name: `Party ${n}` };
}

/** 1 to 8, each `ratio` times as often as the one before, with this mean. */
function claimCounts(mean: number): (random: Numbers) => number {
  const shares = (ratio: number) => Array.from({ length: 8 }, (_, n) => ratio ** n);
  const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0);
  const meanOf = (ratio: number) => sum(shares(ratio).map((share, n) => share * (n + 1))) / sum(shares(ratio));
  let [low, high] = [0, 10];
  while (high - low > 1e-6)
    if (meanOf((low + high) / 2) < mean) low = (low + high) / 2;
    else high = (low + high) / 2;
  const weights = shares(low);
  const all = sum(weights);
  return (random) => {
    let left = random.next() * all;
    return (
      1 +
      Math.max(
        0,
        weights.findIndex((weight) => (left -= weight) < 0),
      )
    );
  };
}
