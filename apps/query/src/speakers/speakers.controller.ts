import { Controller, Get, Param, Query } from '@nestjs/common';
import { PageOf, SpeakerPage, SpeakerView, type Page } from '#contracts';
import { readSpeaker, readSpeakers, readSpoken, snapshot } from '#persistence';
import { Needs, Problem } from '#service';
import { Connections } from '../connections.js';
import { Reads } from '../http/answers.js';
import { listCursor } from '../http/list-cursor.js';
import { pageOf } from '../http/page.js';
import { limit, optionalInstant, parseId } from '../http/parameters.js';
import { QueryPipe, type QueryOf } from '../http/query.pipe.js';

const idCursor = listCursor<string>(
  (id) => id,
  (json) => (typeof json === 'string' ? parseId(json) : undefined),
);

const query = { asOf: optionalInstant, limit, cursor: idCursor.parameter };
type SpeakersQuery = QueryOf<typeof query>;

@Needs(['read'])
@Controller('v1/speakers')
export class SpeakersController {
  constructor(private readonly connections: Connections) {}

  @Get()
  @Reads({ id: 'listSpeakers', tag: 'Speakers', summary: 'Who speaks', answer: PageOf(SpeakerView) })
  async list(@Query(new QueryPipe(query)) query: SpeakersQuery): Promise<Page<SpeakerView>> {
    const { limit, asOf } = query;
    const after = idCursor.placeIn(query) ?? '';
    const found = await snapshot(this.connections.database, (sql) =>
      readSpeakers(sql, { after, limit: limit + 1, asOf }),
    );
    return pageOf(found, limit, ({ id }) => idCursor.write(id, query));
  }

  @Get(':speaker')
  @Reads({
    id: 'getSpeaker',
    tag: 'Speakers',
    summary: 'A speaker, and the incidents on which it speaks',
    answer: SpeakerPage,
    problems: ['not-found'],
  })
  async get(@Param('speaker') id: string, @Query(new QueryPipe(query)) query: SpeakersQuery): Promise<SpeakerPage> {
    const { limit, asOf } = query;
    const after = idCursor.placeIn(query) ?? '';
    const known = parseId(id) !== undefined;
    return snapshot(this.connections.database, async (sql) => {
      const speaker = known ? await readSpeaker(sql, id, asOf) : null;
      if (speaker === null) throw new Problem('not-found', { detail: `Nobody has spoken as ${id.slice(0, 200)}` });
      const found = await readSpoken(sql, id, { after, limit: limit + 1, asOf });
      const { items, next } = pageOf(found, limit, ({ incident }) => idCursor.write(incident, query));
      return { ...speaker, items: [...items], next };
    });
  }
}
