import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { EventView, Id, parseOffset } from '#contracts';
import { Needs, Problem, SETTINGS, type Settings } from '#service';
import { Reads } from '../http/answers.js';
import { required } from '../http/parameter.js';
import { isStorable, parseId } from '../http/parameters.js';
import { noQuery, QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { EventStatuses } from './event-statuses.js';

const text = (value: string) => (value !== '' && isStorable(value) ? value : undefined);

const someText = { type: 'string', minLength: 1 };

const nameQuery = {
  subject: required('must be given: the id of an incident', parseId, Id),
  source: required("must be given: the event's source", text, someText),
  id: required("must be given: the event's id", text, someText),
};

@Needs(['read'])
@Controller('v1/events')
export class EventsController {
  constructor(
    private readonly statuses: EventStatuses,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @Reads({
    id: 'findEvent',
    tag: 'Events',
    summary: 'What became of an event, by its key',
    answer: EventView,
    problems: ['not-found'],
  })
  async named(@Query(new QueryPipe(nameQuery)) name: QueryOf<typeof nameQuery>): Promise<EventView> {
    const found = await this.statuses.named(name);
    if (found === null)
      throw new Problem('not-found', { detail: 'No event of that subject, source and id is known so far' });
    return found;
  }

  @Get(':offset')
  @Reads({
    id: 'getEvent',
    tag: 'Events',
    summary: 'What became of an event, by its offset in the log',
    answer: EventView,
    problems: ['not-found'],
  })
  async at(@Param('offset') offset: string, @Query(noQuery) _query: unknown): Promise<EventView> {
    const at = parseOffset(offset);
    const known = at !== null && at.partition < this.settings.partitions;
    const found = known ? await this.statuses.at(at) : null;
    if (found === null)
      throw new Problem('not-found', { detail: `There is no event at ${JSON.stringify(offset.slice(0, 40))}` });
    return found;
  }
}
