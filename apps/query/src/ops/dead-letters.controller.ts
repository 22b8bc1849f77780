import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DeadLetterView, EventSchema, formatOffset, PageOf, type LogOffset, type Page } from '#contracts';
import { deadLetterView, readDeadLetter, readDeadLetterPage, sqlOf, type StoredDeadLetter } from '#persistence';
import { callerOf, GATE, type Gate, Needs, Problem } from '#service';
import { Connections } from '../connections.js';
import { Reads } from '../http/answers.js';
import { listCursor } from '../http/list-cursor.js';
import { limit, optionalBoolean } from '../http/parameters.js';
import { noQuery, QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { editedType } from './accept-edited.js';
import { deadLetterFilters, parsePlace } from './dead-letter-parameters.js';
import { noteAction } from './operator-log.js';
import { Redrive } from './redrive.js';

const cursor = listCursor<LogOffset>(formatOffset, parsePlace);
const deadLettersQuery = { ...deadLetterFilters, redriven: optionalBoolean, limit, cursor: cursor.parameter };
const redriveQuery = { again: optionalBoolean };

@Needs(['ops'])
@Controller('v1/ops/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly connections: Connections,
    private readonly redrive: Redrive,
    @Inject(GATE) private readonly gate: Gate,
  ) {}

  @Get()
  @Reads({
    id: 'listDeadLetters',
    tag: 'Operations',
    summary: 'Records that could not be applied, by offset',
    description: 'A page holds at most 16 MiB of them, and then fewer than `limit`.',
    answer: PageOf(DeadLetterView),
  })
  async list(
    @Query(new QueryPipe(deadLettersQuery)) query: QueryOf<typeof deadLettersQuery>,
  ): Promise<Page<DeadLetterView>> {
    const range = { after: cursor.placeIn(query), through: null, limit: query.limit };
    const { letters, more } = await readDeadLetterPage(sqlOf(this.connections.database), query, range);
    const last = letters.at(-1);
    const next = more && last !== undefined ? cursor.write(last.at, query) : null;
    return { items: letters.map(deadLetterView), next };
  }

  @Get(':offset')
  @Reads({
    id: 'getDeadLetter',
    tag: 'Operations',
    summary: 'One record that could not be applied',
    answer: DeadLetterView,
    problems: ['not-found'],
  })
  async get(@Param('offset') offset: string, @Query(noQuery) _query: unknown): Promise<DeadLetterView> {
    return deadLetterView(await this.find(offset));
  }

  @Post(':offset/redrive')
  @HttpCode(200)
  @Reads({
    id: 'redriveDeadLetter',
    tag: 'Operations',
    summary: 'Sends it again, as it is or as it should be; what would only die again is refused',
    description:
      'With a body, that event is sent in its place, as one of the caller, who may send it to ingest as well; the dead letter keeps its own bytes. ' +
      'One that was sent again already is refused, unless `again` is given.',
    body: { [editedType]: EventSchema },
    bodyIsOptional: true,
    answer: DeadLetterView,
    problems: [
      'not-found',
      'conflict',
      'invalid-event',
      'unknown-type',
      'too-large',
      'unsupported-media-type',
      'unavailable',
    ],
  })
  async send(
    @Param('offset') offset: string,
    @Query(new QueryPipe(redriveQuery)) { again }: QueryOf<typeof redriveQuery>,
    @Req() request: FastifyRequest,
  ): Promise<DeadLetterView> {
    const edited = editedIn(request);
    const letter = await this.find(offset);
    if (letter.redriven !== null && again !== true) {
      const detail = `It was sent again already, to ${letter.redriven}; again=true sends it once more`;
      throw new Problem('conflict', { detail });
    }
    const judged =
      edited === null
        ? await this.redrive.judge([letter])
        : await this.redrive.judgeEdited(letter, edited, callerOf(request), this.gate);
    const [outcome] = await this.redrive.send(judged);
    if (outcome === undefined) throw new Error('a redrive without an outcome');
    if ('refusal' in outcome) {
      const { code, errors } = outcome.refusal;
      const { name } = callerOf(request);
      if (code === 'forbidden')
        void this.gate.note({
          principal: name,
          action: 'redrive',
          outcome: 'denied',
          detail: { deadLetter: offset, errors },
        });
      throw new Problem(code, outcome.refusal);
    }
    const { redriven } = outcome;
    await noteAction(this.gate, request, 'redrive', { deadLetter: offset, edited: edited !== null, sentTo: redriven });
    return deadLetterView({ ...letter, redriven });
  }

  private async find(offset: string): Promise<StoredDeadLetter> {
    const at = parsePlace(offset);
    const letter = at === undefined ? null : await readDeadLetter(sqlOf(this.connections.database), at);
    if (letter === null)
      throw new Problem('not-found', { detail: `There is no dead letter ${JSON.stringify(offset.slice(0, 50))}` });
    return letter;
  }
}

/** `null` where none is given. */
function editedIn({ body }: FastifyRequest): Buffer | null {
  if (body === undefined || body === null) return null;
  if (Buffer.isBuffer(body)) return body;
  throw new Problem('unsupported-media-type', { detail: `Send ${editedType}`, headers: { accept: editedType } });
}
