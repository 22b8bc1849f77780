import { Chance } from './chance.js';
import type { Content, Event, Preference } from './event.js';
import { instant } from './instant.js';
import { partyIds, randomContent, randomValue, subjects, type Subject } from './random-content.js';

const start = Date.parse('2021-07-01T00:00:00Z');
const minute = 60_000;
const at = (minutes: number) => new Date(start + minutes * minute).toISOString();
const early = ['2021-06-30T00:00:00Z', '2021-06-29T12:00:00.5Z'];
const reason = 'because';
// Ids that order otherwise by UTF-16 code unit than by code point.
const marks = ['', '', '', '～', '𝒳'];

export interface Extent {
  readonly incidents: readonly string[];
  readonly length: number;
}
interface Draft {
  readonly name: string;
  readonly subject: string;
  readonly data: object;
}

/**
 * A log in which everything happens that can, in the order in which it arrives: late events, ties, copies and keys used
 * again, confirmations and echoes, retractions, corrections of corrections, redactions of each part, reassignments
 * there and back, chains of merges, rulings of each form. All events are valid; `recordedtime` is always given.
 */
export function randomLog(seed: number, { incidents, length }: Extent): Event[] {
  const chance = new Chance(seed);
  const about = chance.some(subjects, 2 + chance.below(3));
  const temper = {
    source: chance.of([2, 5, 10]),
    record: chance.of([0, 1, 3, 6]),
    family: incidents.length === 1 ? 0 : chance.of([0, 0.5, 2]),
    copies: chance.of([0, 0.1, 0.3]),
    slots: chance.of([4, 20, 200]),
    shuffled: chance.of([0, 0.1, 1]),
  };
  const statements = ['s1', 's2', 's3'].slice(0, 1 + chance.below(3));
  const contents: Content[] = [];
  const events: Event[] = [];
  const written: Event[] = [];
  for (let i = 0; i < length; i++) {
    const again = events.length > 0 && chance.is(temper.copies);
    const event = again ? repeated(chance, chance.of(events)) : fresh(i);
    if (!again) events.push(event);
    const place = chance.is(temper.shuffled) ? chance.below(written.length + 1) : written.length;
    written.splice(place, 0, event);
  }
  return written;

  function fresh(i: number): Event {
    const { name, subject, data } = draft();
    const minutes = chance.below(temper.slots) * 3;
    const fraction = chance.is(0.2) ? chance.of(['.000001Z', '.5Z', '.123456Z']) : 'Z';
    const time = `${at(minutes).slice(0, 19)}${fraction}`;
    const after = chance.is(0.7) ? Math.max(minutes, i * 4) : minutes + chance.below(temper.slots) * 3;
    // A correction is not recorded before the time that it gives.
    const recorded = at('time' in data ? Math.max(after, latestTime) : after);
    return {
      specversion: '1.0',
      id: `${chance.of(marks)}e${i}`,
      source: chance.of(['/desk', '/desk', '/a']),
      type: `disclosure.${name}.v1`,
      subject,
      time,
      // Later by a minute, as `time` may be a second after a whole slot.
      recordedtime: `${recorded.slice(0, 17)}59${chance.of(['Z', '.000001Z'])}`,
      data,
    } as unknown as Event;
  }

  function content(): Content {
    const known = contents.length > 0 && chance.is(0.3) ? chance.of(contents) : randomContent(chance, about, early);
    contents.push(known);
    return known;
  }

  function draft(): Draft {
    const subject = chance.of(incidents);
    const statement = chance.of(statements);
    const name = chance.weighted({
      'statement.published': temper.source,
      'statement.revised': temper.source,
      'statement.retracted': temper.source / 4,
      'incident.described': 0.5,
      'statement.corrected': temper.record,
      'statement.redacted': temper.record / 4,
      'fact.ruled': temper.record,
      'statement.reassigned': temper.family,
      'incident.merged': temper.family,
      'incident.unmerged': temper.family / 2,
    });
    switch (name) {
      case 'statement.published':
        return { name, subject, data: { statement, ...content() } };
      case 'statement.revised':
        return { name, subject, data: { statement, ...content(), revisionKind: revisionKind() } };
      case 'statement.retracted':
        return { name, subject, data: { statement, ...(chance.is(0.5) && { reason }) } };
      case 'incident.described':
        return { name, subject, data: description() };
      case 'statement.corrected':
        return { name, ...correction({ subject, statement }) };
      case 'statement.redacted':
        return { name, subject, data: { statement, parts: parts(), basis: 'law', reason } };
      case 'fact.ruled':
        return { name, subject, data: ruling() };
      case 'statement.reassigned':
        return { name, subject, data: { statement, to: chance.of(incidents), reason } };
      case 'incident.merged':
        return { name, subject, data: { into: chance.of(incidents), reason } };
      case 'incident.unmerged':
        return { name, subject, data: { reason } };
    }
  }

  function revisionKind(): string {
    return chance.of(['update', 'correction', 'clarification', 'minor', 'unlabelled']);
  }

  function description(): object {
    const fields = {
      title: chance.of(['A', 'B', null]),
      summary: chance.of(['long', null]),
      organisations: chance.of([[], [{ id: 'acme', name: 'Acme', role: 'affected' }]]),
      sectors: chance.of([[], ['retail', 'finance']]),
      countries: ['JP'],
      tags: ['Ransom'],
      references: ['CVE-2021-1'],
    };
    return Object.fromEntries(chance.some(Object.entries(fields), 1 + chance.below(3)));
  }

  function parts(): string[] {
    const facts = about.map(({ fact }) => fact);
    return [...new Set(chance.some(['body', 'title', 'url', 'quotes', ...facts], 1 + chance.below(2)))];
  }

  /** Of an event that is there, or that will be; as a rule with the right statement. */
  function correction(otherwise: { subject: string; statement: string }): Omit<Draft, 'name'> {
    const target = events.length > 0 && chance.is(0.95) ? chance.of(events.slice(-6)) : undefined;
    const subject = target?.subject ?? otherwise.subject;
    const own = (target?.data as { statement?: string } | undefined)?.statement;
    const statement = own !== undefined && chance.is(0.93) ? own : otherwise.statement;
    const next = events.length + 1;
    const corrects = { source: target?.source ?? '/desk', id: target?.id ?? `e${next}` };
    if (chance.is(0.4)) return { subject, data: { statement, corrects, reason, void: true } };
    const corrected = { ...content(), ...(chance.is(0.3) && { revisionKind: revisionKind() }) };
    const time = chance.is(0.4) && { time: at(chance.below(8) * 3) };
    return { subject, data: { statement, corrects, reason, content: corrected, ...time } };
  }

  function ruling(): object {
    const ruled: Subject = chance.of(about);
    const value = randomValue(chance, ruled.fact);
    const prefer: Preference = chance.is(0.15)
      ? null
      : chance.is(0.5)
        ? { speaker: chance.of(partyIds) }
        : value === null
          ? { stance: chance.of(['affirmed', 'denied', 'suspected']) }
          : { value };
    return { ...ruled, prefer, reason: chance.of(['seen the list', 'called them']) };
  }
}

// In minutes: the latest time that a correction gives.
const latestTime = 21;

/** The same event again, as an SDK or a relay may write it; or its key with something else. */
function repeated(chance: Chance, event: Event): Event {
  const later = { ...event, recordedtime: at(1000 + chance.below(500)) };
  switch (chance.weighted({ same: 3, later: 3, cut: 2, zone: 1, reused: 1, moved: 1 })) {
    case 'same':
      return event;
    case 'later':
      return later;
    case 'cut':
      return { ...later, time: `${instant(event.time).slice(0, 23)}Z` };
    case 'zone':
      return { ...later, time: new Date(Date.parse(event.time)).toISOString().replace('Z', '+00:00') };
    case 'reused':
      return { ...later, type: 'disclosure.incident.described.v1', data: { title: 'Another use of the key' } };
    case 'moved':
      return { ...later, time: new Date(Date.parse(event.time) - 1000).toISOString() };
  }
}
