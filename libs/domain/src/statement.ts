import type { Instant } from '#contracts';
import { factId } from './claim.js';
import { differing } from './differing.js';
import { beginnings, noteRow, type Rows } from './fact-rows.js';
import { equalJson } from './json.js';
import { statementName, statementOf, type SourceEntry } from './logged-event.js';
import { movesOfStep, movesOfSteps, revisedMoves, type Move, type Revised } from './move.js';
import { compareSource } from './order.js';
import { appended, insertionIndex } from './sorted.js';
import type { Revision, Step } from './step.js';

interface Retracted {
  readonly at: Instant;
  readonly reason: string | null;
}

/** How a statement stood from one event to the next; `to: null` is now. One begins with each event, or the last of an instant. */
export interface StatementSpan {
  readonly from: Instant;
  readonly to: Instant | null;
  /** How many revisions there were; the last of them was the latest. */
  readonly revisions: number;
  readonly retracted: Retracted | null;
}

/** Which rows of a statement differ: revisions by number, spans by when they begin. */
export interface StatementRows {
  readonly revisions: Rows<number>;
  readonly spans: Rows<Instant>;
}

export function noStatementRows(): StatementRows {
  return { revisions: new Map(), spans: new Map() };
}

/** What is compared with a statement that an event has moved on. */
export interface StatementBefore {
  readonly count: number;
  readonly latest: Revision | undefined;
  readonly stood: boolean;
}

/** What an event did to a statement, and what it makes the statement say otherwise. */
export interface Inserted {
  readonly before: StatementBefore;
  readonly made: Revision | null;
  /** That, or the first other that there was not before. */
  readonly fresh: Revision | null;
  /** By fact; those of its last event, or from a late one on those by which it now moves otherwise than before. */
  readonly moves: { readonly last: ReadonlyMap<string, Move> } | { readonly late: ReadonlyMap<string, Revised> };
}

/** One statement, where it belongs. It is moved on in place. */
export class Statement {
  /** As it was recorded: `<incident>/<statement>`. */
  readonly key: string;
  /** As it is named where it belongs: with its incident only where that is another one. */
  readonly id: string;
  revisions: Revision[] = [];
  spans: StatementSpan[] = [];
  private steps: Step[] = [];
  private retraction: Retracted | null = null;

  constructor(entry: SourceEntry, home: string) {
    this.key = statementOf(entry);
    this.id = statementName(home, this.key);
  }

  get retracted(): Retracted | null {
    return this.retraction;
  }

  get stands(): boolean {
    return this.revisions.length > 0 && this.retraction === null;
  }

  /** As it is before an event is put into it. */
  get before(): StatementBefore {
    return { count: this.revisions.length, latest: this.revisions.at(-1), stood: this.stands };
  }

  /** Puts an event in its place, and works out anew what it and those after it did. */
  insert(entry: SourceEntry, rows: StatementRows): Inserted {
    const { before } = this;
    const index = insertionIndex(this.steps, (step) => compareSource(step.entry, entry) > 0);
    if (index < this.steps.length) return { before, ...this.insertLate(entry, index, rows) };
    const standing = new Set(this.saidBefore(index).keys());
    const step = this.advance(entry, rows);
    const made = step.kind === 'revision' ? step.revision : null;
    return { before, made, fresh: made, moves: { last: movesOfStep(this.id, step, standing).moves } };
  }

  private insertLate(entry: SourceEntry, index: number, rows: StatementRows): Omit<Inserted, 'before'> {
    const said = this.saidBefore(index);
    const { later, revisions, spans } = this.rewind(index);
    const [revised, spanned] = [this.revisions.length, this.spans.length];
    this.reopen();
    const unnoted = noStatementRows();
    const step = this.advance(entry, unnoted);
    for (const each of later) this.advance(each.entry, unnoted);
    const made = step.kind === 'revision' ? step.revision : null;
    const after = this.revisions.slice(revised);
    for (const at of differing(revisions, after, equalRevisions)) noteRow(rows.revisions, revised + at + 1);
    for (const from of beginnings(spans, this.spans.slice(spanned), equalSpans)) noteRow(rows.spans, from);
    const known = new Set(revisions.map((revision) => revision.entry));
    const fresh = made ?? after.find((revision) => !known.has(revision.entry)) ?? null;
    const standing = new Set(said.keys());
    const was = movesOfSteps(this.id, later, standing);
    const is = movesOfSteps(this.id, this.steps.slice(index), standing);
    return { made, fresh, moves: { late: revisedMoves(was, is, said) } };
  }

  /** Takes back what was from a step on, and says what that was. */
  private rewind(index: number) {
    const later = this.steps.splice(index);
    const count = later.filter(({ kind }) => kind === 'revision').length;
    const revisions = this.revisions.splice(this.revisions.length - count);
    const last = this.steps.at(-1);
    this.retraction = last === undefined ? null : retractionBy(last.entry);
    let begin = this.spans.length;
    for (let span = this.spans[begin - 1]; span !== undefined; span = this.spans[begin - 1]) {
      if (last !== undefined && span.from < last.entry.time) break;
      begin -= 1;
    }
    return { later, revisions, spans: this.spans.splice(begin) };
  }

  /** The span that begins with the last step, as if nothing had followed. */
  private reopen(): void {
    const from = this.steps.at(-1)?.entry.time;
    if (from !== undefined)
      this.spans.push({ from, to: null, revisions: this.revisions.length, retracted: this.retraction });
  }

  /** Who spoke on which fact in what it said until a step. */
  private saidBefore(index: number): ReadonlyMap<string, ReadonlySet<string>> {
    const last = this.steps.findLast(({ kind }, i) => i < index && kind !== 'confirmation');
    const said = new Map<string, Set<string>>();
    for (const assertion of last?.entry.assertions ?? []) {
      const speakers = said.get(factId(assertion)) ?? new Set();
      said.set(factId(assertion), speakers.add(assertion.speaker.id));
    }
    return said;
  }

  private advance(entry: SourceEntry, rows: StatementRows): Step {
    const step = this.stepOf(entry);
    this.steps = appended(this.steps, step);
    if (step.kind === 'revision') {
      this.revisions = appended(this.revisions, step.revision);
      noteRow(rows.revisions, step.revision.number, true);
    }
    const { time: at } = entry;
    this.retraction = retractionBy(entry);
    const last = this.spans.pop();
    if (last !== undefined) {
      noteRow(rows.spans, last.from);
      if (last.from !== at) this.spans.push({ ...last, to: at });
    }
    const span = { from: at, to: null, revisions: this.revisions.length, retracted: this.retraction };
    this.spans = appended(this.spans, span);
    noteRow(rows.spans, at, true);
    return step;
  }

  private stepOf(entry: SourceEntry): Step {
    const { event } = entry;
    if (event.type === 'disclosure.statement.retracted.v1') return { kind: 'retraction', entry };
    const last = this.revisions.at(-1);
    const published = event.type === 'disclosure.statement.published.v1';
    if (published && last !== undefined && this.retraction === null && hasContent(last, event.data)) {
      return { kind: 'confirmation', entry };
    }
    const kind = published ? (last === undefined ? null : 'unlabelled') : event.data.revisionKind;
    return { kind: 'revision', entry, revision: { entry, number: this.revisions.length + 1, kind } };
  }
}

function retractionBy({ event, time }: SourceEntry): Retracted | null {
  if (event.type !== 'disclosure.statement.retracted.v1') return null;
  return { at: time, reason: event.data.reason ?? null };
}

function hasContent(revision: Revision, content: object): boolean {
  const { revisionKind: _, ...before } = { revisionKind: null, ...revision.entry.event.data };
  return equalJson(before, content);
}

export function equalSpans(a: StatementSpan, b: StatementSpan): boolean {
  return a.from === b.from && a.to === b.to && a.revisions === b.revisions && equalJson(a.retracted, b.retracted);
}

function equalRevisions(a: Revision, b: Revision): boolean {
  return a.entry === b.entry && a.number === b.number && a.kind === b.kind;
}
