import { keyOf } from '../../oracle/event.js';
import type { HistoryLine, SentEvent } from '../clients/history.js';
import type { Findings } from './findings.js';
import { placeOf, type LogIndex } from './log-index.js';

type Sent = Extract<HistoryLine, { kind: 'sent' }>;
type Answered = Extract<HistoryLine, { kind: 'answered' }>;

export interface HistoryTotals {
  readonly requests: number;
  readonly recorded: number;
  readonly rejected: number;
  readonly failed: number;
  readonly unknown: number;
  readonly poison: number;
}
/** What the history says was sent: of it, and of nothing else, the log may hold anything. */
export interface Known {
  readonly totals: HistoryTotals;
  /** By mark. */
  readonly poison: ReadonlyMap<string, { readonly partition: number; readonly reason: string }>;
  readonly probes: readonly Extract<HistoryLine, { kind: 'applied' }>[];
}

/** What clients were told, against the log: nothing acknowledged is missing, nothing refused is there, nothing comes from nowhere. */
export async function checkHistory(
  lines: AsyncIterable<HistoryLine> | Iterable<HistoryLine>,
  log: LogIndex,
  found: Findings,
): Promise<Known> {
  const underWay = new Map<number, Sent>();
  const sent = new Set<string>();
  const refused = new Set<string>();
  const poison = new Map<string, { partition: number; reason: string }>();
  const marks = new Map<number, string>();
  const probes: Extract<HistoryLine, { kind: 'applied' }>[] = [];
  const held = heldIn(log);
  const totals = { requests: 0, recorded: 0, rejected: 0, failed: 0, unknown: 0, poison: 0 };
  for await (const line of lines) {
    switch (line.kind) {
      case 'sent':
        totals.requests += 1;
        underWay.set(line.request, line);
        for (const event of line.events) {
          if (event.valid) sent.add(event.hash);
          else refused.add(keyOf(event));
        }
        break;
      case 'answered': {
        const request = underWay.get(line.request);
        underWay.delete(line.request);
        if (request === undefined) throw new Error(`request ${line.request} was answered and never sent`);
        for (const result of line.results) count(totals, result?.status);
        checkStatus(request, line, found);
        for (const [i, event] of request.events.entries()) checkResult(line, i, event, { log, held, found });
        break;
      }
      case 'unknown':
        totals.unknown += 1;
        underWay.delete(line.request);
        break;
      case 'poison':
        totals.poison += 1;
        poison.set(line.mark, line);
        marks.set(line.request, line.mark);
        break;
      case 'appended': {
        const mark = marks.get(line.request);
        if (log.entries.get(line.offset)?.mark !== mark)
          found.add('recorded', `poison ${mark ?? ''} was acknowledged at ${line.offset}, and is not there`);
        break;
      }
      case 'applied':
        probes.push(line);
        break;
    }
  }
  checkOrigins(log, { sent, refused, poison }, found);
  return { totals, poison, probes };
}

function count(totals: { recorded: number; rejected: number; failed: number }, status: string | undefined): void {
  if (status === 'recorded' || status === 'rejected' || status === 'failed') totals[status] += 1;
}

function checkStatus({ form, events }: Sent, { request, status, results }: Answered, found: Findings): void {
  const at = `request ${request} (${form}, ${events.length} events): ${status}`;
  const statuses = results.map((result) => result?.status);
  if (results.length !== events.length) found.add('answers', `${at} with ${results.length} results`);
  if (status === 201 && statuses.some((one) => one !== 'recorded'))
    found.add('answers', `${at} with ${statuses.join()}`);
  if (status >= 400 && status < 500 && statuses.includes('recorded'))
    found.add('answers', `${at} with a recorded event`);
}

interface Places {
  readonly log: LogIndex;
  readonly held: ReadonlyMap<string, ReadonlyMap<number, bigint>>;
  readonly found: Findings;
}

function checkResult(answer: Answered, i: number, event: SentEvent, { log, held, found }: Places): void {
  const result = answer.results[i];
  const name = `request ${answer.request} (${answer.status}) event ${i} ${event.subject} ${event.source} ${event.id}`;
  if (result === undefined || result === null) return;
  if (event.valid && result.status === 'rejected') found.add('answers', `${name} is valid, and was rejected`);
  if (!event.valid && result.status !== 'rejected')
    found.add('answers', `${name} is not valid, and was ${result.status}`);
  if (result.status !== 'recorded') return;
  if (result.offset === null) {
    const places = [...(held.get(`${event.hash} ${event.recordedtime ?? ''}`) ?? [])];
    if (places.some(([partition, offset]) => offset <= endOf(answer, partition))) return;
    const where = places.map(([partition, offset]) => placeOf({ partition, offset })).join(' ');
    const said = answer.offsets.join(' ');
    found.add(
      'recorded',
      `${name} was recorded up to ${said}, and is in the log at ${where === '' ? 'no place' : where}`,
    );
    return;
  }
  const entry = log.entries.get(result.offset);
  if (entry === undefined) found.add('recorded', `${name} was recorded at ${result.offset}, where the log has nothing`);
  else if (entry.event?.key !== keyOf(event) || entry.event.hash !== event.hash || !keptTime(entry.event.text, event))
    found.add(
      'recorded',
      `${name} was recorded at ${result.offset}, where the log has ${entry.event?.text ?? entry.mark ?? 'something else'}`,
    );
}

/** A summary tells the last offset of each partition only: what it counts stands there, or before. */
function endOf({ offsets }: Answered, partition: number): bigint {
  const ends = new Map(offsets.map((offset) => offset.split('@')).map(([of, at]) => [Number(of), BigInt(at ?? -1)]));
  return ends.get(partition) ?? -1n;
}

function keptTime(text: string, { recordedtime }: SentEvent): boolean {
  return recordedtime === null || (JSON.parse(text) as { recordedtime?: string }).recordedtime === recordedtime;
}

/** By content and given recorded time, the first offset in each partition. */
function heldIn(log: LogIndex): Map<string, Map<number, bigint>> {
  const held = new Map<string, Map<number, bigint>>();
  for (const { event, partition, offset } of log.entries.values()) {
    if (event === null) continue;
    const { recordedtime = '' } = JSON.parse(event.text) as { recordedtime?: string };
    for (const name of [`${event.hash} ${recordedtime}`, `${event.hash} `]) {
      const places = held.get(name) ?? new Map<number, bigint>();
      held.set(name, places);
      const known = places.get(partition);
      if (known === undefined || offset < known) places.set(partition, offset);
    }
  }
  return held;
}

interface Origins {
  readonly sent: ReadonlySet<string>;
  readonly refused: ReadonlySet<string>;
  readonly poison: ReadonlyMap<string, { readonly partition: number }>;
}

function checkOrigins(log: LogIndex, { sent, refused, poison }: Origins, found: Findings): void {
  for (const entry of log.entries.values()) {
    const at = placeOf(entry);
    if (entry.mark !== null) {
      if (!poison.has(entry.mark)) found.add('origin', `${at} holds poison ${entry.mark}, which nobody sent`);
    } else if (entry.event === null) found.add('origin', `${at} holds what nobody sent`);
    else if (refused.has(entry.event.key)) found.add('refused', `${at} holds ${entry.event.key}, which is not valid`);
    else if (!sent.has(entry.event.hash))
      found.add('origin', `${at} holds ${entry.event.key} with content that nobody sent: ${entry.event.text}`);
  }
}
