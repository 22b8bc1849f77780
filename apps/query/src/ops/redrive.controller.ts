import { Controller, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { formatOffset, RedrivenPage, type LogOffset, type Redriven } from '#contracts';
import { countDeadLetters, readDeadLetterPage, readHeads, sqlOf } from '#persistence';
import { GATE, Needs, problemCatalogue, SETTINGS, type Gate, type Settings } from '#service';
import { Connections } from '../connections.js';
import { Reads } from '../http/answers.js';
import { listCursor } from '../http/list-cursor.js';
import { limit, optionalBoolean } from '../http/parameters.js';
import { invalidQuery, QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { deadLetterFilters, parsePlace } from './dead-letter-parameters.js';
import type { Judged } from './judge.js';
import { noteAction } from './operator-log.js';
import { Redrive, type Outcome } from './redrive.js';

/** Where the next step begins, and by partition the last that was there at the first: what dies meanwhile is not sent again. */
interface Place {
  readonly after: LogOffset;
  readonly through: readonly bigint[];
}

const cursor = listCursor<Place>(
  ({ after, through }) => [formatOffset(after), through.map(String)],
  (json) => {
    const [text, ends] = Array.isArray(json) ? (json as readonly unknown[]) : [];
    const after = parsePlace(text);
    const isEnd = (end: unknown): end is string => typeof end === 'string' && /^(-1|\d{1,18})$/.test(end);
    return after !== undefined && Array.isArray(ends) && ends.every(isEnd)
      ? { after, through: ends.map(BigInt) }
      : undefined;
  },
);
const redriveQuery = {
  ...deadLetterFilters,
  again: optionalBoolean,
  dryRun: optionalBoolean,
  limit,
  cursor: cursor.parameter,
};

@Needs(['ops'])
@Controller('v1/ops/dead-letters/redrive')
export class RedriveController {
  constructor(
    private readonly connections: Connections,
    private readonly redrive: Redrive,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(GATE) private readonly gate: Gate,
  ) {}

  @Post()
  @HttpCode(200)
  @Reads({
    id: 'redriveDeadLetters',
    tag: 'Operations',
    summary: 'Sends many again, step by step',
    description:
      'Those that match and were not sent again so far (with `again`: those, too), at most `limit` and 16 MiB of them; go on with ' +
      '`next` until it is null. `dryRun` sends nothing and says what would become of them. A letter is noted as sent only ' +
      'after it is in the log: what was cut off is asked for again, and nothing is lost or applied twice. What becomes a dead letter ' +
      'after the first step is left out of the others.',
    answer: RedrivenPage,
    problems: ['unavailable'],
  })
  async step(
    @Query(new QueryPipe(redriveQuery)) query: QueryOf<typeof redriveQuery>,
    @Req() request: FastifyRequest,
  ): Promise<RedrivenPage> {
    const sql = sqlOf(this.connections.database);
    const place = cursor.placeIn(query);
    if (place !== null && place.through.length !== this.settings.partitions) {
      throw invalidQuery([{ parameter: 'cursor', message: 'is of another number of partitions' }]);
    }
    const filter = { ...query, redriven: query.again === true ? null : false };
    const range = { after: place?.after ?? null, through: place?.through ?? (await this.ends()) };
    const dryRun = query.dryRun === true;
    const matching = dryRun ? await countDeadLetters(sql, filter, range) : null;
    const { letters, more } = await readDeadLetterPage(sql, filter, { ...range, limit: query.limit });
    const judged = await this.redrive.judge(letters);
    const items = (dryRun ? judged : await this.redrive.send(judged)).map(told);
    const last = letters.at(-1);
    const next = more && last !== undefined ? cursor.write({ after: last.at, through: range.through }, query) : null;
    if (!dryRun) await note(this.gate, request, query, items);
    return { dryRun, matching, items, next };
  }

  private async ends(): Promise<bigint[]> {
    const partitions = Array.from({ length: this.settings.partitions }, (_, partition) => partition);
    const heads = await readHeads(sqlOf(this.connections.database), partitions);
    return partitions.map((partition) => heads.get(partition)?.deadLetterOffset ?? -1n);
  }
}

function note(
  gate: Gate,
  request: FastifyRequest,
  { cursor: _, ...asked }: QueryOf<typeof redriveQuery>,
  items: readonly Redriven[],
): Promise<void> {
  const sent = items.filter(({ status }) => status === 'sent').length;
  const filter = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null));
  const [first, last] = [items.at(0)?.offset, items.at(-1)?.offset];
  return noteAction(gate, request, 'redrive-many', { filter, sent, refused: items.length - sent, first, last });
}

function told(one: Outcome | Judged): Redriven {
  const { at, reason } = one.letter;
  const told = { offset: formatOffset(at), reason, redriven: null, problem: null };
  if ('redriven' in one) return { ...told, status: 'sent', redriven: one.redriven };
  if (!('refusal' in one)) return { ...told, status: 'sendable' };
  const { code, ...said } = one.refusal;
  return {
    ...told,
    status: 'refused',
    problem: { type: `/problems/${code}`, title: problemCatalogue[code].title, ...said },
  };
}
