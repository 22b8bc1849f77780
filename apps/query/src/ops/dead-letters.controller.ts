import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { DeadLetterView, deadReasons, formatOffset, PageOf, parseOffset, type LogOffset, type Page } from '#contracts';
import { readDeadLetter, readDeadLetterPage, sqlOf } from '#persistence';
import { Problem } from '#service';
import { Connections } from '../connections.js';
import { Reads } from '../http/answers.js';
import { cursorFormat } from '../http/cursor.js';
import { optional } from '../http/parameter.js';
import { limit, optionalBoolean } from '../http/parameters.js';
import { pageOf } from '../http/page.js';
import { noQuery, QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { Redrive } from './redrive.js';

const cursor = cursorFormat<LogOffset>(formatOffset, (json) => (typeof json === 'string' ? parse(json) : undefined));
const reason = optional(
  `must be one of ${deadReasons.join(', ')}`,
  (text) => deadReasons.find((each) => each === text),
  { enum: [...deadReasons] },
);
const deadLettersQuery = { reason, redriven: optionalBoolean, limit, cursor: cursor.parameter };

@Controller('v1/ops/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly connections: Connections,
    private readonly redrive: Redrive,
  ) {}

  @Get()
  @Reads({
    id: 'listDeadLetters',
    tag: 'Operations',
    summary: 'Records that could not be applied, by offset',
    answer: PageOf(DeadLetterView),
  })
  async list(
    @Query(new QueryPipe(deadLettersQuery)) query: QueryOf<typeof deadLettersQuery>,
  ): Promise<Page<DeadLetterView>> {
    const stretch = { after: query.cursor, limit: query.limit + 1 };
    const found = await readDeadLetterPage(sqlOf(this.connections.database), query, stretch);
    return pageOf(found, query.limit, ({ offset }) => cursor.write(parse(offset) ?? { partition: 0, offset: 0n }));
  }

  @Get(':offset')
  @Reads({
    id: 'getDeadLetter',
    tag: 'Operations',
    summary: 'One record that could not be applied',
    answer: DeadLetterView,
    problems: ['not-found'],
  })
  get(@Param('offset') offset: string, @Query(noQuery) _query: unknown): Promise<DeadLetterView> {
    return this.find(offset);
  }

  @Post(':offset/redrive')
  @HttpCode(200)
  @Reads({
    id: 'redriveDeadLetter',
    tag: 'Operations',
    summary: 'Sends it again, as it is; what would only die again is refused',
    answer: DeadLetterView,
    problems: ['not-found', 'conflict', 'invalid-event', 'unknown-type', 'unavailable'],
  })
  async send(@Param('offset') offset: string, @Query(noQuery) _query: unknown): Promise<DeadLetterView> {
    const letter = await this.find(offset);
    const redriven = await this.redrive.send(parse(offset) ?? { partition: 0, offset: 0n }, letter);
    return { ...letter, redriven };
  }

  private async find(offset: string): Promise<DeadLetterView> {
    const at = parse(offset);
    const letter = at === undefined ? null : await readDeadLetter(sqlOf(this.connections.database), at);
    if (letter === null)
      throw new Problem('not-found', { detail: `There is no dead letter ${JSON.stringify(offset.slice(0, 50))}` });
    return letter;
  }
}

/** As PostgreSQL holds a partition and an offset. */
function parse(text: string): LogOffset | undefined {
  const at = parseOffset(text);
  return at === null || at.partition >= 2 ** 31 ? undefined : at;
}
